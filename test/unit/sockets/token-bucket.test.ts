// The token bucket at its edges.

import { describe, it } from "vitest";
import { takeToken, type Bucket } from "../../../src/sockets/connections/token-bucket.ts";

const LIMIT = { size: 20, windowMs: 10_000 };
const NOW = 1_700_000_000_000;

describe("a bucket of 20 that refills over 10 s", () => {
  it("gives 20 at once, and not a 21st", ({ expect }) => {
    const takes = consumeAll(Array.from({ length: 21 }, () => NOW));

    expect(takes.map((bucket) => bucket?.tokens)).toEqual([
      ...Array.from({ length: 20 }, (_, taken) => 19 - taken),
      undefined,
    ]);
  });

  it.for([
    ["1 ms before a token is back", { tokens: 0, at: NOW - 499 }, null],
    ["as a token is back", { tokens: 0, at: NOW - 500 }, { tokens: 0, at: NOW }],
    ["when half a token was left", { tokens: 0.5, at: NOW - 250 }, { tokens: 0, at: NOW }],
    ["at half of the window", { tokens: 0, at: NOW - 5_000 }, { tokens: 9, at: NOW }],
    ["after the whole window", { tokens: 0, at: NOW - 10_000 }, { tokens: 19, at: NOW }],
    [
      "after a day, no fuller than full",
      { tokens: 7, at: NOW - 86_400_000 },
      { tokens: 19, at: NOW },
    ],
    ["when the clock went back", { tokens: 3, at: NOW + 60_000 }, { tokens: 2, at: NOW }],
    ["when the clock went back on an empty one", { tokens: 0, at: NOW + 60_000 }, null],
  ] as const)("%s: %j leaves %j", ([, bucket, left], { expect }) => {
    expect(takeToken(bucket, NOW, LIMIT)).toEqual(left);
  });

  it("sustains one take every half second", ({ expect }) => {
    const burst = Array.from({ length: 20 }, () => NOW);
    const steady = Array.from({ length: 100 }, (_, beat) => NOW + (beat + 1) * 500);

    expect(consumeAll([...burst, ...steady])).not.toContain(null);
  });
});

function consumeAll(moments: readonly number[]): (Bucket | null)[] {
  let bucket: Bucket | undefined;
  return moments.map((now) => {
    const remaining = takeToken(bucket, now, LIMIT);
    bucket = remaining ?? bucket;
    return remaining;
  });
}
