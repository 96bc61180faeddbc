// Sockets by subprotocol and by location.

import { describe, it } from "vitest";
import {
  breakdownPointsOf,
  breakdownOf,
} from "../../../../../src/board/operator/stats/breakdown.ts";
import { samplesOf, statsWith } from "../../../../support/browser/operator-stats.ts";

describe("a breakdown", () => {
  it("has the largest entry first, and equal ones by name", ({ expect }) => {
    const stats = statsWith({ sockets_by_location: { FRA: 2, AMS: 7, CDG: 2 } });

    expect(breakdownOf(stats, "sockets_by_location").map(({ name }) => name)).toEqual([
      "AMS",
      "CDG",
      "FRA",
    ]);
  });

  it("has 0 sockets for a missing entry", ({ expect }) => {
    const history = samplesOf({ sockets_by_location: { FRA: 2 } }, { sockets_by_location: {} });

    expect(
      breakdownPointsOf(history, "sockets_by_location", "FRA").map(({ value }) => value),
    ).toEqual([2, 0]);
  });
});
