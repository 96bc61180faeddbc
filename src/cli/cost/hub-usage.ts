// The formula behind `signal-hub cost`, from a feed to a month of requests, alarms and rows.
//
// It follows the statements and the alarm of src/hub. test/worker/ops/read-costs.test.ts holds it against the runtime's
// own count of rows, and fails when a statement reads fewer.

import { LIMITS } from "../../protocol/limits.ts";
import { MONTH_SECONDS, monthlyTraffic, type Feed } from "./feed.ts";

/** One message in ten opens a signal. The others update one. */
export const NEW_SIGNAL_SHARE = 0.1;

/** How often the hub prunes when nothing else sets its alarm: `pruneEveryMs` of its limits, seconds. */
const PRUNE_SECONDS = 600;

/** The rows of the tables without a fitting index. */
export interface StoredRows {
  /** One row for each open signal. */
  readonly signals: number;
  /** One row for each publish request of the log's 24 hours or 100,000 messages. */
  readonly log: number;
  /** One row for each idempotency key of these requests. */
  readonly idempotencyKeys: number;
}

/** The billed usage of a month. */
export interface HubUsage {
  readonly workerRequests: number;
  /** The Worker's requests, the alarms, and a twentieth of the clients' frames. */
  readonly hubRequests: number;
  readonly alarms: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** The open signals of a feed without `expires_at`. Each stays for seven days after its last message. */
export function signalsOfAWeek(signalsPerSecond: number): number {
  return Math.round((signalsPerSecond * NEW_SIGNAL_SHARE * LIMITS.signalTtlMs) / 1_000);
}

/** The rows in storage after a feed has run for a week. */
export function storedRows(feed: Feed): StoredRows {
  const requestsPerSecond = feed.signalsPerSecond / feed.signalsPerRequest;
  const log = Math.min(
    (requestsPerSecond * LIMITS.logRetentionMs) / 1_000,
    LIMITS.logMessages / feed.signalsPerRequest,
  );
  return { signals: feed.openSignals, log, idempotencyKeys: feed.idempotencyKeys ? log : 0 };
}

/**
 * The rows read by pruning when nothing is due. The search for the oldest log row to keep visits every row and sorts
 * them, and sorting counts each row again. There is no index on the end of a signal or the age of a key.
 */
export function rowsReadByPrune({ signals, log, idempotencyKeys }: StoredRows): number {
  return 2 * log + scan(signals) + scan(idempotencyKeys) + 3;
}

/** The rows read by one alarm when nothing is due. It prunes, and looks for the next end of a signal. */
export function rowsReadByAlarm(stored: StoredRows): number {
  return rowsReadByPrune(stored) + scan(stored.signals) + 1;
}

/** A look at a whole table. The runtime counts one row for an empty one. */
function scan(rows: number): number {
  return Math.max(1, rows);
}

/** The rows read by a snapshot without a filter. Each open signal counts again when they are sorted. */
export function rowsReadBySnapshot({ signals }: StoredRows): number {
  return 2 * signals;
}

/**
 * The alarms of a month. One fires each minute for idle v2 sockets while a socket is open, and prunes too. The end of a
 * token is one alarm, at a whole second. Pruning alone is one each ten minutes.
 */
export function alarmsOf(tokenExpiries: number, concurrentSockets: number): number {
  const minutes = (MONTH_SECONDS / 60) * Math.min(1, concurrentSockets);
  const prunes = MONTH_SECONDS / PRUNE_SECONDS;
  return Math.min(MONTH_SECONDS, Math.max(minutes, prunes) + tokenExpiries);
}

/**
 * The usage of 30 days. All clients speak signals.v2, connect without a cursor and have no filter. Sources without
 * an expected interval, operators and HTTP readers are left out.
 */
export function monthlyUsage(feed: Feed): HubUsage {
  const { publishRequests, messages, connects, tokenExpiries, concurrentSockets } =
    monthlyTraffic(feed);
  const stored = storedRows(feed);
  const alarms = alarmsOf(tokenExpiries, concurrentSockets);
  const workerRequests = publishRequests + connects;

  // The log is pruned by its size too, a tenth above the limit.
  const prunes = Math.max(alarms, messages / (0.1 * LIMITS.logMessages));
  // Snapshots are shared until the next publish request.
  const snapshots = Math.min(connects, publishRequests);
  const rowsRead =
    prunes * rowsReadByPrune(stored) +
    alarms * (rowsReadByAlarm(stored) - rowsReadByPrune(stored)) +
    snapshots * rowsReadBySnapshot(stored) +
    // A log row is read when it is inserted, found too old and deleted. An update reads its signal.
    3 * publishRequests +
    (1 - NEW_SIGNAL_SHARE) * messages;

  // A log row and a key are inserted and deleted. Each message writes its signal, and a signal is deleted once.
  const rowsWritten =
    (feed.idempotencyKeys ? 4 : 2) * publishRequests + (1 + NEW_SIGNAL_SHARE) * messages + alarms;

  return {
    workerRequests,
    // A token is renewed by one frame. The runtime answers the keepalive itself, for nothing.
    hubRequests: workerRequests + alarms + tokenExpiries / 20,
    alarms,
    rowsRead,
    rowsWritten,
  };
}
