// Quantiles of a histogram: what the buckets can tell, and no more.

import { describe, it } from "vitest";
import { quantileOf } from "../../../src/hub/stats/quantile.ts";

const BOUNDS = [1, 2, 5, 10];

function buckets(...counts: readonly number[]) {
  return BOUNDS.map((bound, index) => ({ bound, count: counts[index] ?? 0 }));
}

describe("a quantile", () => {
  it("of nothing is unknown", ({ expect }) => {
    expect(quantileOf(buckets(), 0, 0.5)).toBeNull();
  });

  it.for([
    ["the first bucket begins at 0", [10, 0, 0, 0], 0, 0.5, 0.5],
    ["inside a bucket the values are evenly spread", [0, 0, 10, 0], 0, 0.5, 3.5],
    ["empty buckets are passed over", [1, 0, 0, 1], 0, 0.99, 9.9],
    ["at a bucket's end it is the bound", [5, 5, 0, 0], 0, 0.5, 1],
    ["beyond the last bound nothing more is known", [1, 0, 0, 0], 99, 0.99, 10],
    ["0 is where the first value may lie", [0, 4, 0, 0], 0, 0, 1],
  ] as const)("%s", ([, counts, more, share, value], { expect }) => {
    expect(quantileOf(buckets(...counts), more, share)).toBeCloseTo(value);
  });
});
