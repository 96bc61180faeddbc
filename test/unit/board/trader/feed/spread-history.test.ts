// The history of spreads, and its points in a chart.

import { array, assert, double, integer, property, record } from "fast-check";
import { describe, it } from "vitest";
import {
  chartPoints,
  SpreadHistory,
  type SpreadPoint,
} from "../../../../../src/board/trader/feed/spread-history.ts";

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
  it("is in order of time after late, earlier and repeated points", ({ expect }) => {
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

  it("ignores points that it already has", ({ expect }) => {
    const history = new SpreadHistory();
    history.add("a", { at: 30, spread: 3 });
    history.addEarlier("a", points(10, 20, 30));
    history.add("a", { at: 40, spread: 4 });

    expect(history.of("a").map(({ at }) => at)).toEqual([10, 20, 30, 40]);
  });

  it("gives another array after a new point, and the same one otherwise", ({ expect }) => {
    const history = new SpreadHistory();
    history.add("a", { at: 2, spread: 2 });
    const before = history.of("a");
    history.add("a", { at: 1, spread: 1 });
    expect(history.of("a")).toBe(before);
    history.add("a", { at: 3, spread: 3 });
    expect(history.of("a")).not.toBe(before);
  });

  it("keeps the newest 500 points of a signal, and drops the signals not retained", ({
    expect,
  }) => {
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

describe("the points of a chart", () => {
  it("have the last value of each second, and growing times", ({ expect }) => {
    expect(chartPoints(points(1_000, 1_999, 2_000, 5_000))).toEqual([
      { time: 1, value: 1_999 },
      { time: 2, value: 2_000 },
      { time: 5, value: 5_000 },
    ]);
  });
});
