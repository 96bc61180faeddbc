// The answer of `GET /internal/stats`, the hub's state at one moment.

import type { Subprotocol } from "../subprotocol.ts";
import type { SourceStatusJson } from "../server-messages.ts";

/** The hub's state. Totals count since the log began. */
export interface HubStats {
  /** The log's present life. */
  readonly epoch: string;
  /** The newest message's number. */
  readonly seq: number;
  /** The oldest message of the log. It is `seq + 1` while the log is empty. */
  readonly oldest_seq: number;
  /** Open signals. */
  readonly signals: number;
  /** Open sockets. */
  readonly sockets: number;
  readonly sockets_by_subprotocol: Readonly<Record<Subprotocol, number>>;
  /** Open sockets by colo. A colo without sockets has no key, and `unknown` counts sockets without a colo. */
  readonly sockets_by_location: Readonly<Record<string, number>>;
  /** Sockets of the backlog. */
  readonly catching_up: number;
  /** Messages between the newest and the slowest socket of the backlog. It is 0 without a backlog. */
  readonly lag: number;
  /** Total of sockets closed as slow consumers. */
  readonly slow_closed: number;
  /** Messages stored and not yet flushed to every live socket. */
  readonly queued_messages: number;
  /** Users with an open socket. */
  readonly users: number;
  /** Total of stored messages. */
  readonly messages: number;
  /** Total of accepted publish requests with messages. */
  readonly publications: number;
  /** Total of recipients, summed over the stored messages. */
  readonly deliveries: number;
  /** Duration of a flush, estimated over all flushes. */
  readonly flush_ms: FlushTimes;
  /** The sources with an interval, by name. */
  readonly sources: Readonly<Record<string, SourceStatusJson>>;
  readonly month: BillingMonth;
  /** Size of the SQLite database, bytes. */
  readonly database_bytes: number;
  /** Hub constructions in this isolate. The count of an idle hub doesn't change. */
  readonly starts: number;
}

/** Billed usage of the calendar month, UTC. */
export interface BillingMonth {
  /** `2026-11` */
  readonly name: string;
  /** Billed requests, rounded up. */
  readonly requests: number;
  /** Rows written. */
  readonly rows: number;
}

/** Quantiles of the duration of a flush, milliseconds. Both are `null` before the first flush. */
export interface FlushTimes {
  readonly p50: number | null;
  readonly p99: number | null;
}
