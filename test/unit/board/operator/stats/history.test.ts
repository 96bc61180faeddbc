// Samples over time, and the lines drawn from them.

import { describe, it } from "vitest";
import {
  extentOf,
  latestRate,
  EMPTY_HISTORY,
  pointsOf,
  rateOf,
  ratePointsOf,
  withSample,
  type Sample,
} from "../../../../../src/board/operator/stats/history.ts";
import { samplesOf, statsWith } from "../../../../support/browser/operator-stats.ts";

const messages = ({ messages }: Sample["stats"]) => messages;

function sample(at: number, overrides: Partial<Sample["stats"]> = {}): Sample {
  return { at, stats: statsWith(overrides) };
}

describe("the history", () => {
  it("keeps the last half hour", ({ expect }) => {
    let history = EMPTY_HISTORY;
    for (let index = 0; index < 1_000; index += 1) history = withSample(history, sample(index));

    expect(history).toHaveLength(900);
    expect(history.at(-1)?.at).toBe(999);
  });

  it("starts again when the clock was set back", ({ expect }) => {
    const before = withSample(EMPTY_HISTORY, sample(5_000));

    expect(withSample(before, sample(4_000)).map(({ at }) => at)).toEqual([4_000]);
  });
});

describe("a rate", () => {
  it("is a counter's growth per second", ({ expect }) => {
    const before = sample(0, { messages: 10 });

    expect(rateOf(before, sample(2_000, { messages: 50 }), messages)).toBe(20);
  });

  it.for([
    ["between equal times", sample(1_000, { messages: 10 }), sample(1_000, { messages: 50 })],
    ["of a restarted counter", sample(0, { messages: 10 }), sample(2_000, { messages: 1 })],
    ["across two epochs", sample(0), sample(2_000, { epoch: "another", messages: 50 })],
  ] as const)("%s is unknown", ([, before, after], { expect }) => {
    expect(rateOf(before, after, messages)).toBeNull();
  });

  it("is unknown before the second sample", ({ expect }) => {
    expect(latestRate(EMPTY_HISTORY, messages)).toBeNull();
    expect(latestRate(samplesOf({}), messages)).toBeNull();
    expect(latestRate(samplesOf({}, { messages: 3 }), messages)).toBe(1.5);
  });
});

describe("a line", () => {
  it("has a point for each sample", ({ expect }) => {
    expect(pointsOf(samplesOf({ users: 1 }, { users: 2 }), ({ users }) => users)).toEqual([
      { time: 1_000, value: 1 },
      { time: 1_002, value: 2 },
    ]);
  });

  it("has a gap where the page was hidden", ({ expect }) => {
    const history = [sample(1_000, { users: 1 }), sample(61_000, { users: 2 })];

    expect(pointsOf(history, ({ users }) => users)).toEqual([
      { time: 1, value: 1 },
      { time: 60 },
      { time: 61, value: 2 },
    ]);
  });

  it("has the last of two samples in one second", ({ expect }) => {
    const history = [sample(1_000, { users: 1 }), sample(1_900, { users: 2 })];

    expect(pointsOf(history, ({ users }) => users)).toEqual([{ time: 1, value: 2 }]);
  });

  it("has a gap for an unknown value", ({ expect }) => {
    const history = samplesOf({ messages: 4 }, { messages: 8 }, { messages: 0 });

    expect(ratePointsOf(history, messages)).toEqual([
      { time: 1_000 },
      { time: 1_002, value: 2 },
      { time: 1_004 },
    ]);
  });
});

describe("the extent of a line", () => {
  it("is its last, least and greatest value", ({ expect }) => {
    const points = [
      { time: 1, value: 4 },
      { time: 2, value: 9 },
      { time: 3 },
      { time: 4, value: 5 },
    ];

    expect(extentOf(points)).toEqual({ now: 5, min: 4, max: 9 });
  });

  it("has no last value where it ends in a gap", ({ expect }) => {
    expect(extentOf([{ time: 1, value: 4 }, { time: 2 }])).toEqual({
      now: null,
      min: 4,
      max: 4,
    });
  });

  it("is null without a value", ({ expect }) => {
    expect(extentOf([{ time: 1 }])).toBeNull();
  });
});
