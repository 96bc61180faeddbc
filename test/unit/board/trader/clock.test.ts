// Durations on the board.

import { describe, it } from "vitest";
import { relativeTime } from "../../../../src/board/trader/clock.ts";
import { EN } from "../../../../src/board/trader/texts/en.ts";

describe("a duration", () => {
  it.for([
    [-5_000, "0 s"],
    [999, "0 s"],
    [119_999, "119 s"],
    [120_000, "2 min"],
    [7_199_999, "119 min"],
    [7_200_000, "2 h"],
    [172_800_000, "2 d"],
  ] as const)("of %d ms is %s", ([ms, text], { expect }) => {
    expect(relativeTime(ms, EN)).toBe(text);
  });
});
