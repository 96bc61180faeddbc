// The limits of the service alone. No client has to know them, and no client can see one take effect.

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * Every limit of the Worker and the hub outside the wire, with its unit in the name or the comment.
 * `src/protocol/limits.ts` has the limits of the wire.
 */
export const SERVER_LIMITS = {
  /** The clocks of issuer and edge may differ by this much, seconds. */
  clockLeewaySeconds: 5,
  /** The longest wait for an issuer's key set, milliseconds. */
  jwksTimeoutMs: 5 * SECOND,
  /** The shortest producer's or operator's key, characters. It holds 128 bits in hexadecimal. */
  minApiKeyChars: 32,
  /** A log row ends past this size, characters. At three bytes each it stays below the platform's 2 MB. */
  logRowChars: 512 * KIB,
  /** The alarm for pruning may be this much later than due, milliseconds. One alarm then prunes many rows. */
  pruneEveryMs: 10 * MINUTE,
  /** The alarm is set at most this far ahead, milliseconds. The platform's calendar ends in 2189. */
  alarmAheadMs: 30 * DAY,
  /** Encoded replays kept for the next reader of the same range, bytes. Encoded snapshots have as many. */
  frameCacheBytes: 8 * MIB,
  /** Bytes queued for one socket. Above it the socket is paused, because a queued frame can't be taken back. */
  socketHighWaterMark: 64 * KIB,
  /** Bytes queued for all live sockets. It is a quarter of an object's memory. */
  hubHighWaterMark: 32 * MIB,
  /** Sockets of one turn of a flush. A turn takes some milliseconds and holds a frame for each in memory. */
  fanOutBatch: 512,
  /** Bytes queued for one event stream. A replay comes at once, and the Worker has 128 MB. */
  streamHighWaterMark: 8 * MIB,
  /** The interval of checks on paused sockets, milliseconds. The runtime has no event for a drained socket. */
  backlogPollMs: 25,
  /** The longest wait of a queued message after a flush, milliseconds. A shorter flush makes a shorter wait. */
  maxBatchDelayMs: 40,
} as const;
