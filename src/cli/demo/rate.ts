// How many messages are due: a steady rate, in posts that the ingest door likes.

/** At most this many posts a second; what is due beyond that travels together. */
const REQUESTS_PER_SECOND = 20;

/** Milliseconds between two posts at `rate` messages a second. */
export function publishIntervalMs(rate: number): number {
  return 1_000 / Math.min(rate, REQUESTS_PER_SECOND);
}

/** What is owed once `elapsedMs` more have gone by: never more than a second's worth, or one message. */
export function accruePending(pending: number, elapsedMs: number, rate: number): number {
  return Math.min(pending + (rate * elapsedMs) / 1_000, Math.max(1, rate));
}
