// Every limit of the service, each with its unit and its reason.

const KIB = 1024;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

export const LIMITS = {
  /** An access token, characters. Far above any honest JWT, below what a URL may carry. */
  tokenChars: 8 * KIB,
  /** Clocks of issuer and edge may differ by this much, seconds. */
  clockLeewaySeconds: 5,
  /** How long an issuer may take to answer with its key set, milliseconds. */
  jwksTimeoutMs: 5 * SECOND,
  /** A shared secret, bytes: RFC 7518 section 3.2 wants the size of the hash for HS256. */
  minJwtSecretBytes: 32,
  /** A producer's or operator's key, characters: 128 bits in hexadecimal. */
  minApiKeyChars: 32,
  /** A user's id, characters. It is a key of the members table and travels in every attachment. */
  userIdChars: 128,
  /** A socket outlives its token by this much, milliseconds, so that a refresh has time to arrive. */
  tokenGraceMs: 30 * SECOND,
  /** Sockets of one user: a few tabs, a phone, a bot. One more and the oldest gives way. */
  socketsPerUser: 10,
  /** Sockets of one hub. The platform refuses the 32,769th. */
  sockets: 32_000,
  /** One frame from a client, bytes of UTF-8. Far above any honest frame. */
  clientFrameBytes: 4 * KIB,
  /** Frames from one client that the hub must answer itself: this many at once, … */
  clientFrames: 20,
  /** … refilled evenly over this window, milliseconds. */
  clientFramesWindowMs: 10 * SECOND,
  /** Signals of the book and messages of the log that one user may have looked through: this many at once, … */
  scannedRows: 300_000,
  /** … refilled evenly over this window, milliseconds. */
  scannedRowsWindowMs: 60 * SECOND,
  /** One ingest body, bytes. */
  publishBytes: 1024 * KIB,
  /** A signed post is fresh within this much of its timestamp, seconds: what Standard Webhooks recommends. */
  signatureWindowSeconds: 300,
  /** Signatures of one post that are tried: two keys while one rotates, and some more. */
  signatures: 5,
  /** The name of a post, characters: an Idempotency-Key or a webhook-id. */
  idempotencyKeyChars: 255,
  /** How often a producer may say that it posts, seconds at most: a day. */
  maxSourceIntervalSeconds: 86_400,
  /** Silent for this many of its intervals, a late source is down. */
  downAfterIntervals: 3,
  /** Messages or signals of one HTTP page, unless asked for fewer. */
  pageItems: 1_000,
  /** Messages of one ingest body. */
  publishMessages: 1_000,
  /** Nesting of an ingest body, so that no client's parser is driven into its own recursion. */
  jsonDepth: 8,
  /** One signal with all its updates merged, characters of JSON. It is a row of the book, and a page shows many. */
  signalChars: 64 * KIB,
  /** Where a log row ends and the next begins, characters: three bytes each stay below the platform's 2 MB. */
  logRowChars: 512 * KIB,
  /** A signal's id as it stands in JSON, characters: it is a key of the book. */
  signalIdChars: 128,
  /** Values of one list of a filter: a trader watches dozens of coins; the filter rides in an attachment. */
  filterValues: 100,
  /** One value of a filter, characters. */
  filterValueChars: 64,
  /** A whole filter, characters of JSON: the attachment it rides in holds 16,384 bytes. */
  filterChars: 4 * KIB,
  /** One body of an operator's route, bytes. */
  operatorBodyBytes: 4 * KIB,
  /** The log keeps a message this long, milliseconds, … */
  logRetentionMs: DAY,
  /** … and this many of them at most. */
  logMessages: 100_000,
  /** Pruning runs at most this often, milliseconds: one alarm for many rows. */
  pruneEveryMs: HOUR / 6,
  /** The alarm is set at most this far ahead, milliseconds: the platform's calendar ends in 2189. */
  alarmAheadMs: 30 * DAY,
  /** Messages that a reconnect may bring at once; past that the state is quicker than the story. */
  replayMessages: 20_000,
  /** A frame that joins messages, bytes (about): above it joining saves nothing, below it a phone can cope. */
  joinedFrameBytes: 64 * KIB,
  /** Encoded replays and snapshots kept for whoever asks for the same, bytes. */
  frameCacheBytes: 8 * 1024 * KIB,
  /** What may be queued for one socket, bytes; past it the socket is paused, as what is queued stays. */
  socketHighWaterMark: 64 * KIB,
  /** What may be queued for all sockets, bytes: a quarter of the memory an object has. */
  hubHighWaterMark: 32 * 1024 * KIB,
  /** A push sends to this many sockets in one turn of the hub: some milliseconds, and a frame for each held in memory. */
  fanOutBatch: 512,
  /** What may be queued for one event stream, bytes: a replay comes at once and the Worker has 128 MB. */
  streamHighWaterMark: 8 * 1024 * KIB,
  /** A paused socket that reads nothing for this long is closed, milliseconds. */
  stallTimeoutMs: 30 * SECOND,
  /** How often paused sockets are looked at, milliseconds: the runtime has no event for a drained one. */
  backlogPollMs: 25,
  /** While messages gather, ingest is given up to as long as the last push took, this at most, milliseconds. */
  maxBatchDelayMs: 40,
  /** How often a v2 client says it pings, milliseconds. */
  pingIntervalMs: 30 * SECOND,
  /** A v2 client silent for two intervals is asked for a sign of life, … */
  idleTimeoutMs: 60 * SECOND,
  /** … and has this long to give it, milliseconds. Silent ones are looked for at most this often. */
  pongTimeoutMs: 30 * SECOND,
  /** `token_expiring` comes this long before access ends, milliseconds. */
  expiryNoticeMs: 60 * SECOND,
  /** A drained socket that does not leave by itself is closed this long after its turn, milliseconds. */
  drainGraceMs: 10 * SECOND,
  /** A drain may be spread over at most this, milliseconds. */
  drainMs: HOUR,
  /** A signal leaves the book this long after its last message, milliseconds. */
  signalTtlMs: 7 * DAY,
  /** The window of the budget for refused upgrades, seconds; `wrangler.toml` holds the budget itself. */
  rejectedUpgradesWindowSeconds: 60,
} as const;
