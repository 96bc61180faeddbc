// How long a client waits for an answer. The service sets none of these times.

/** Every timeout of a connection, milliseconds. */
export const TIMEOUTS = {
  /** A token function that gives no token for this long has failed. */
  tokenMs: 30_000,
  /** From opening a connection to `connected`. */
  connectMs: 10_000,
  /** From a ping to any frame. A stream is dead this long after a keepalive was due. */
  pongMs: 10_000,
  /** A connection of this age was healthy. Its loss starts the backoff anew. */
  healthyMs: 10_000,
  /** The service counts in windows of up to a minute. Most have passed after half of one. */
  rateLimitedMs: 30_000,
  /** A stream tries a socket after this time. */
  probeMs: 60_000,
  /** After a failed try the stream waits this long. */
  probeAgainMs: 10 * 60_000,
} as const;

/** A longer token exceeds the largest client frame (4,096 bytes), so it takes a new connection. */
export const MAX_AUTH_TOKEN_LENGTH = 4_000;
