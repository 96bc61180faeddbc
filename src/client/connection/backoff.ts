// How long a client waits before its next attempt.

const MIN_DELAY_MS = 500;
const INITIAL_CEILING_MS = 1_500;
const MAX_DELAY_MS = 20_000;

/**
 * Milliseconds before retry number `attempt`, counted from 0. It lies between half a second and a ceiling. The ceiling
 * doubles from 1.5 s to 20 s. Full jitter keeps the clients of a restarted service from returning all at once.
 * `random` is in [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, INITIAL_CEILING_MS * 2 ** attempt);
  return MIN_DELAY_MS + Math.floor(random * (ceiling - MIN_DELAY_MS));
}
