import { array, assert, double, integer, property, record } from "fast-check";
import { describe, it } from "vitest";
import { pointsByKey } from "../../../../../src/board/trader/feed/backfill.ts";
import { chartPoints } from "../../../../../src/board/trader/detail/chart-points.ts";
import { sparklinePoints } from "../../../../../src/board/trader/table/sparkline-path.ts";
import {
  SpreadHistory,
  type SpreadPoint,
} from "../../../../../src/board/trader/feed/spread-history.ts";

const BOX = { width: 96, height: 24 };

const anyPoints = array(
  record({
    at: integer({ min: 0, max: 100_000 }),
    spread: double({ noNaN: true, min: -1e6, max: 1e6 }),
  }),
).map((points) => points.toSorted((a, b) => a.at - b.at));

function points(...times: readonly number[]): readonly SpreadPoint[] {
  return times.map((at) => ({ at, spread: at }));
}

describe("the history of spreads", () => {
  it("is in order whatever comes late, earlier or twice", ({ expect }) => {
    assert(
      property(anyPoints, anyPoints, (live, earlier) => {
        const history = new SpreadHistory();
        for (const point of live) history.add("a", point);
        history.addEarlier("a", earlier);
        for (const point of live) history.add("a", point);
        const ats = history.of("a").map(({ at }) => at);
        expect(ats).toEqual(ats.toSorted((a, b) => a - b));
        expect(ats.length).toBeLessThanOrEqual(500);
      }),
    );
  });

  it("tells no point twice to a line that was known already", ({ expect }) => {
    const history = new SpreadHistory();
    history.add("a", { at: 30, spread: 3 });
    history.addEarlier("a", points(10, 20, 30));
    history.add("a", { at: 40, spread: 4 });

    expect(history.of("a").map(({ at }) => at)).toEqual([10, 20, 30, 40]);
  });

  it("is another array when there is more, and the same one otherwise", ({ expect }) => {
    const history = new SpreadHistory();
    history.add("a", { at: 2, spread: 2 });
    const before = history.of("a");
    history.add("a", { at: 1, spread: 1 });
    expect(history.of("a")).toBe(before);
    history.add("a", { at: 3, spread: 3 });
    expect(history.of("a")).not.toBe(before);
  });

  it("keeps the newest 500 of a signal, and only the signals that are asked for", ({ expect }) => {
    const history = new SpreadHistory();
    for (let at = 0; at < 600; at += 1) history.add("a", { at, spread: at });
    history.add("b", { at: 1, spread: 1 });
    expect(history.of("a").map(({ at }) => at)).toEqual(
      Array.from({ length: 500 }, (_, i) => i + 100),
    );

    history.retainOnly(new Set(["b"]));
    expect(history.of("a")).toEqual([]);
    expect(history.of("b")).toHaveLength(1);
  });
});

describe("a sparkline", () => {
  it("stays in its box and goes from its left to its right", ({ expect }) => {
    assert(
      property(anyPoints, (line) => {
        const corners = sparklinePoints(line, BOX)
          .split(" ")
          .filter(Boolean)
          .map((corner) => corner.split(",").map(Number));
        expect(corners).toHaveLength(line.length === 1 ? 2 : line.length);
        for (const [x = NaN, y = NaN] of corners) {
          expect(x >= 0 && x <= BOX.width && y >= 0 && y <= BOX.height).toBe(true);
        }
      }),
    );
  });

  it("has its highest spread at the top", ({ expect }) => {
    expect(sparklinePoints(points(0, 10), BOX)).toBe("0.8,23.3 95.3,0.8");
  });

  it("of one point is a level line, of none is none", ({ expect }) => {
    expect(sparklinePoints(points(7), BOX)).toBe("0.8,12.0 95.3,12.0");
    expect(sparklinePoints([], BOX)).toBe("");
  });
});

describe("a chart's points", () => {
  it("have one value a second, the last, and times that grow", ({ expect }) => {
    expect(chartPoints(points(1_000, 1_999, 2_000, 5_000))).toEqual([
      { time: 1, value: 1_999 },
      { time: 2, value: 2_000 },
      { time: 5, value: 5_000 },
    ]);
  });
});

describe("a page of the log", () => {
  it("gives each signal its spreads, by the key that the client has for it", ({ expect }) => {
    const page = `{"epoch":"e","seq":4,"messages":[
      {"type":"new_signal","signal_type":"t","data":{"id":1,"spread":1.50},"seq":1,"ts":10},
      {"type":"new_signal","signal_type":"t","data":{"id":"1","spread":9},"seq":2,"ts":11},
      {"type":"signal_update","signal_type":"t","signal_id":1,"data":{"spread":2.5},"seq":3,"ts":12},
      {"type":"signal_update","signal_type":"t","signal_id":1,"data":{"note":"x"},"seq":4,"ts":13}
    ],"more":false,"recovered":true}`.replaceAll(/\n\s*/g, "");

    expect(Object.fromEntries(pointsByKey(page))).toEqual({
      "t:1": [
        { at: 10, spread: 1.5 },
        { at: 12, spread: 2.5 },
      ],
      't:"1"': [{ at: 11, spread: 9 }],
    });
  });
});
