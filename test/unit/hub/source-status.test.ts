// When a source that said how often it posts is live, late or down, to the millisecond.

import { describe, it } from "vitest";
import {
  evaluateSource,
  nextChangeAt,
  type TrackedSource,
} from "../../../src/hub/publishing/source-status.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");
const EVERY = 60_000;

/** A minute's promise, given at noon. */
const promised: TrackedSource = { expectedEveryMs: EVERY, since: NOON, lastAt: null };

describe("a source that posts every minute", () => {
  it.for([
    [0, "live", EVERY],
    [EVERY - 1, "live", EVERY],
    [EVERY, "late", LIMITS.downAfterIntervals * EVERY],
    [LIMITS.downAfterIntervals * EVERY - 1, "late", LIMITS.downAfterIntervals * EVERY],
    [LIMITS.downAfterIntervals * EVERY, "down", null],
    [1e9, "down", null],
  ] as const)("silent for %i ms is %s", ([silent, state, next], { expect }) => {
    for (const source of [
      promised,
      { ...promised, lastAt: NOON - 5 },
      { ...promised, since: NOON - 5, lastAt: NOON },
    ]) {
      expect(evaluateSource(source, NOON + silent)).toBe(state);
      expect(nextChangeAt(source, NOON + silent)).toBe(next === null ? null : NOON + next);
    }
  });

  it("is live before its promise, on a clock that was set back", ({ expect }) => {
    expect(evaluateSource(promised, NOON - 1e9)).toBe("live");
  });
});
