// The clock of the Worker and the hub, set by hand. Both share the test's isolate.

import { vi } from "vitest";

/**
 * Stops the clock at the next full second plus `aheadMs`, and returns Unix seconds. It never stops in the past,
 * because the runtime's own alarms would fire at once.
 */
export function stopClock(aheadMs = 0): number {
  const now = Math.ceil(Date.now() / 1_000) * 1_000 + aheadMs;
  setClock(now);
  return now / 1_000;
}

/** Sets the clock, Unix milliseconds. */
export function setClock(now: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now });
}

export function releaseClock(): void {
  vi.useRealTimers();
}
