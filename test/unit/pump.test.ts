// How long the hub gathers after a push.

import { describe, it } from "vitest";
import { pauseAfter } from "../../src/hub/pump.ts";
import { LIMITS } from "../../src/protocol/limits.ts";

describe("after a push", () => {
  it.for([
    { gathered: 0, pushMs: 30, pause: 0, why: "nothing waits" },
    { gathered: 1, pushMs: 30, pause: 0, why: "a lone signal is not held back" },
    { gathered: 4, pushMs: 30, pause: 15, why: "a brisk feed waits for a part of the push" },
    { gathered: 8, pushMs: 30, pause: 30, why: "a burst gathers for as long as the push took" },
    { gathered: 99, pushMs: 30, pause: 30, why: "and no longer, however many" },
    { gathered: 99, pushMs: 900, pause: LIMITS.gatherMs, why: "nor than the limit" },
  ])("of $pushMs ms with $gathered waiting: $why", ({ gathered, pushMs, pause }, { expect }) => {
    expect(pauseAfter(pushMs, gathered)).toBe(pause);
  });
});
