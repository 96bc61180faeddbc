// How long a client waits before it tries again.

const SOONEST_MS = 500;
const FIRST_CEILING_MS = 1_500;
const LONGEST_MS = 20_000;

/**
 * Milliseconds before retry number `attempt` (from 0): anywhere from half a second to a ceiling that doubles from
 * 1.5 s to 20 s. Full jitter, so that the clients of a service that restarted don't return as one. `random` is in
 * [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_CEILING_MS * 2 ** attempt);
  return SOONEST_MS + Math.floor(random * (ceiling - SOONEST_MS));
}
