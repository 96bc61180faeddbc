// The wait before another try: never none, never long, never the same for all.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { backoff } from "../../../src/client/connection/backoff.ts";
import { SEED } from "../../support/random/random-seed.ts";

const MOST = 1 - Number.EPSILON;

describe("the wait before a try", () => {
  it.for([
    { attempt: 0, from: 500, below: 1_500 },
    { attempt: 1, from: 500, below: 3_000 },
    { attempt: 2, from: 500, below: 6_000 },
    { attempt: 3, from: 500, below: 12_000 },
    { attempt: 4, from: 500, below: 20_000 },
    { attempt: 5, from: 500, below: 20_000 },
    { attempt: 10_000, from: 500, below: 20_000 },
  ])("after $attempt failures is from $from to $below ms", (row, { expect }) => {
    expect(backoff(row.attempt, 0)).toBe(row.from);
    expect(backoff(row.attempt, MOST)).toBe(row.below - 1);
  });

  it(`grows with chance, in whole milliseconds (FC_SEED=${SEED})`, ({ expect }) => {
    const chance = fc.double({ min: 0, max: MOST, noNaN: true });
    fc.assert(
      fc.property(fc.nat(50), chance, chance, (attempt, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];

        expect(backoff(attempt, less)).toBeLessThanOrEqual(backoff(attempt, more));
        expect(Number.isInteger(backoff(attempt, one))).toBe(true);
      }),
      { seed: SEED },
    );
  });
});
