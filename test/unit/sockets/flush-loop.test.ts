// The batch delay after a flush.

import { describe, it } from "vitest";
import { batchDelay } from "../../../src/sockets/delivery/flush-loop.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";

describe("after a flush", () => {
  it.for([
    { queued: 0, flushMs: 30, delay: 0, why: "the queue is empty" },
    { queued: 1, flushMs: 30, delay: 0, why: "a lone message is not held back" },
    { queued: 4, flushMs: 30, delay: 15, why: "a brisk feed waits for a part of the flush" },
    { queued: 8, flushMs: 30, delay: 30, why: "a burst waits for as long as the flush took" },
    { queued: 99, flushMs: 30, delay: 30, why: "and no longer, however many" },
    { queued: 99, flushMs: 900, delay: SERVER_LIMITS.maxBatchDelayMs, why: "nor than the limit" },
  ])("of $flushMs ms with $queued queued: $why", ({ queued, flushMs, delay }, { expect }) => {
    expect(batchDelay(flushMs, queued)).toBe(delay);
  });
});
