// How long to wait before trying again.

const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** The most that the wait before retry number `attempt` (from 0) may last, milliseconds. */
export function backoffCeiling(attempt: number): number {
  return Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt);
}

/** Full jitter: anywhere from nothing to the ceiling, so that a herd spreads. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  return Math.floor(random * backoffCeiling(attempt));
}
