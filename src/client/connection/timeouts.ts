// How patient a client is: every span of time that isn't the service's to say, in milliseconds.

export const TIMEOUTS = {
  /** A getter that gives no token for this long has failed. */
  tokenMs: 30_000,
  /** From opening a connection to the service's first word. */
  connectMs: 10_000,
  /** From a ping to any answer; past a stream's keepalive by as much, it is dead too. */
  pongMs: 10_000,
  /** A connection that lasted this long was healthy: the next failure is the first again. */
  healthyMs: 10_000,
  /** The service counts in windows of up to a minute; most have moved on after half of one. */
  rateLimitedMs: 30_000,
  /** A stream looks for a socket after this long, … */
  probeMs: 60_000,
  /** … and if there is none, again after this long. */
  probeAgainMs: 10 * 60_000,
} as const;

/** A longer token doesn't fit the service's largest frame (4,096 bytes): it takes a connection of its own. */
export const MAX_AUTH_TOKEN_LENGTH = 4_000;
