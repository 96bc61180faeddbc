// The line of a signal in its row.

import { array, assert, double, integer, property, record } from "fast-check";
import { describe, it } from "vitest";
import type { SpreadPoint } from "../../../../../src/board/trader/feed/spread-history.ts";
import { sparklinePoints } from "../../../../../src/board/trader/table/sparkline-points.ts";

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

describe("a sparkline", () => {
  it("stays inside its box", ({ expect }) => {
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

  it("has the highest spread at the top", ({ expect }) => {
    expect(sparklinePoints(points(0, 10), BOX)).toBe("0.8,23.3 95.3,0.8");
  });

  it("is a level line for one point, and no line for none", ({ expect }) => {
    expect(sparklinePoints(points(7), BOX)).toBe("0.8,12.0 95.3,12.0");
    expect(sparklinePoints([], BOX)).toBe("");
  });
});
