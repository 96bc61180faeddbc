// How long the hub gathers after a push.

import { describe, it } from "vitest";
import { batchDelay } from "../../../src/sockets/delivery/flush-loop.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

describe("after a push", () => {
  it.for([
    { queued: 0, flushMs: 30, pause: 0, why: "nothing waits" },
    { queued: 1, flushMs: 30, pause: 0, why: "a lone signal is not held back" },
    { queued: 4, flushMs: 30, pause: 15, why: "a brisk feed waits for a part of the push" },
    { queued: 8, flushMs: 30, pause: 30, why: "a burst gathers for as long as the push took" },
    { queued: 99, flushMs: 30, pause: 30, why: "and no longer, however many" },
    { queued: 99, flushMs: 900, pause: LIMITS.maxBatchDelayMs, why: "nor than the limit" },
  ])("of $flushMs ms with $queued waiting: $why", ({ queued, flushMs, pause }, { expect }) => {
    expect(batchDelay(flushMs, queued)).toBe(pause);
  });
});
