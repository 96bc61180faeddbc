// The cost of a month at the platform's list prices.

import { describe, it } from "vitest";
import { costOf } from "../../../../src/board/operator/cost.ts";

describe("the cost of a month", () => {
  it.for([
    ["nothing was used", 0, 0, 0, 0],
    ["all that is included was used", 1_000_000, 50_000_000, 0, 0],
    ["one request more", 1_000_001, 0, 0.000_000_15, 0],
    ["ten million requests", 10_000_000, 0, 1.35, 0],
    ["104 million rows", 0, 104_000_000, 0, 54],
    ["both", 3_000_000, 51_500_000, 0.3, 1.5],
  ] as const)("when %s", ([, requests, rows, ofRequests, ofRows], { expect }) => {
    const cost = costOf({ requests, rows });

    expect(cost.plan).toBe(5);
    expect(cost.requests).toBeCloseTo(ofRequests, 12);
    expect(cost.rows).toBeCloseTo(ofRows, 12);
    expect(cost.total).toBeCloseTo(5 + ofRequests + ofRows, 12);
  });
});
