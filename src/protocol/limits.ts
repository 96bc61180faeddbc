// The limits of the wire. Clients, producers and operators must keep to them or can see them take effect.

const KIB = 1024;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/**
 * Every limit a client must obey or can see, with its unit in the name or the comment. `src/limits.ts` has the
 * limits of the service alone. Both are constants, and `docs/configuration.md` lists them.
 */
export const LIMITS = {
  /** An access token, characters. Honest tokens are far shorter, and a URL can carry this many. */
  tokenChars: 8 * KIB,
  /** The shortest shared secret of HS256, bytes. RFC 7518 section 3.2 asks for the size of the hash. */
  minJwtSecretBytes: 32,
  /** A user's id, characters. It is a key of the members table and part of every attachment. */
  userIdChars: 128,
  /** A socket outlives its token by this many milliseconds, so a renewal has time to arrive. */
  tokenGraceMs: 30 * SECOND,
  /** Sockets of one user, enough for a few tabs, a phone and a bot. One more evicts the oldest. */
  socketsPerUser: 10,
  /** Sockets of one hub. The platform rejects the 32,769th. */
  sockets: 32_000,
  /** One frame from a client, bytes of UTF-8. Honest frames are far smaller. */
  clientFrameBytes: 4 * KIB,
  /** Frames from one client that the hub answers itself. A bucket of this many tokens, … */
  clientFrames: 20,
  /** … refilled evenly over this window, milliseconds. */
  clientFramesWindowMs: 10 * SECOND,
  /** A user's read quota in scanned signals and messages, a second or two of the hub's time. A bucket, … */
  scannedRows: 300_000,
  /** … refilled evenly over this window, milliseconds. */
  scannedRowsWindowMs: 60 * SECOND,
  /** The body of one publish request, bytes. */
  publishBytes: 1024 * KIB,
  /** The greatest age of a signed request, seconds. Standard Webhooks recommends five minutes. */
  signatureWindowSeconds: 300,
  /** Signatures tried for one request. A rotation needs two. */
  signatures: 5,
  /** An `Idempotency-Key` or a `webhook-id`, characters. */
  idempotencyKeyChars: 255,
  /** The longest interval of a source, seconds. It is a day. */
  maxSourceIntervalSeconds: 86_400,
  /** A source silent for this many of its intervals is down. */
  downAfterIntervals: 3,
  /** Messages or signals of one HTTP page. A query may ask for fewer. */
  pageItems: 1_000,
  /** Messages of one publish request. */
  publishMessages: 1_000,
  /** Nesting of a publish request. Deeper JSON could exhaust the stack of a client's parser. */
  jsonDepth: 8,
  /** One signal with all its updates merged, characters of JSON. It is one row, and a page has many. */
  signalChars: 64 * KIB,
  /** A signal's id as JSON, characters. It is a key of the signals table. */
  signalIdChars: 128,
  /** Values of one list of a filter. A trader watches dozens of coins. */
  filterValues: 100,
  /** One value of a filter, characters. */
  filterValueChars: 64,
  /** A whole filter, characters of JSON. It is stored in an attachment of at most 16,384 bytes. */
  filterChars: 4 * KIB,
  /** The body of one operator's request, bytes. */
  operatorBodyBytes: 4 * KIB,
  /** The log keeps a message this long, milliseconds, … */
  logRetentionMs: DAY,
  /** … and at most this many, give or take a tenth. */
  logMessages: 100_000,
  /** Maximum messages replayed on resume. Beyond it a snapshot is cheaper. */
  replayMessages: 20_000,
  /** A frame with several messages, bytes (about). Longer arrays save nothing, and a phone can handle this one. */
  joinedFrameBytes: 64 * KIB,
  /** A paused socket that reads nothing for this long is closed, milliseconds. */
  stallTimeoutMs: 30 * SECOND,
  /** The ping interval of a v2 client, milliseconds. The `connected` frame names it. */
  pingIntervalMs: 30 * SECOND,
  /** A v2 client silent for two ping intervals is sent a `ping` at the next multiple of this, milliseconds, … */
  idleTimeoutMs: 60 * SECOND,
  /** … and has this long to answer, milliseconds. */
  pongTimeoutMs: 30 * SECOND,
  /** `token_expiring` comes this long before access ends, milliseconds. */
  expiryNoticeMs: 60 * SECOND,
  /** A drained socket still open this long after its turn is closed, milliseconds. */
  drainGraceMs: 10 * SECOND,
  /** The longest drain, milliseconds. */
  drainMs: HOUR,
  /** A signal is forgotten this long after its last message, milliseconds. */
  signalTtlMs: 7 * DAY,
  /** The window of the rate limit of rejected upgrades, seconds. `wrangler.toml` holds limit and window. */
  rejectedUpgradesWindowSeconds: 60,
} as const;
