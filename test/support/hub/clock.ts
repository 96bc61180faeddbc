// The clock of the Worker and the hub, which share the test's isolate, moved by hand.

import { vi } from "vitest";

/**
 * Stops the clock at the beginning of a second, some time ahead where given, and returns it in Unix
 * seconds. Never stops it in the past: the runtime's own alarms would ring at once.
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
