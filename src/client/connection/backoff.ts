// How long a client waits before it tries again.

const MIN_DELAY_MS = 500;
const INITIAL_CEILING_MS = 1_500;
const MAX_DELAY_MS = 20_000;

/**
 * Milliseconds before retry number `attempt` (from 0): anywhere from half a second to a ceiling that doubles from
 * 1.5 s to 20 s. Full jitter, so that the clients of a service that restarted don't return as one. `random` is in
 * [0, 1).
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, INITIAL_CEILING_MS * 2 ** attempt);
  return MIN_DELAY_MS + Math.floor(random * (ceiling - MIN_DELAY_MS));
}
