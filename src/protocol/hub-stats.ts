// What an operator reads of the hub at one moment, as it crosses the wire: `GET /internal/stats`.

import type { Subprotocol } from "./subprotocol.ts";
import type { SourceStatusJson } from "./server-messages.ts";

export interface HubStats {
  readonly epoch: string;
  readonly seq: number;
  /** The oldest message of the log; `seq + 1` while it is empty. */
  readonly oldest_seq: number;
  readonly signals: number;
  readonly sockets: number;
  readonly sockets_by_subprotocol: Readonly<Record<Subprotocol, number>>;
  /** By where clients reach the platform; only places that have one. */
  readonly sockets_by_location: Readonly<Record<string, number>>;
  /** The sockets among them that catch up from the log. */
  readonly catching_up: number;
  /** How many messages the farthest of those is from the newest; 0 when none is behind. */
  readonly lag: number;
  /** Sockets that were closed because they took nothing; counted since the log began. */
  readonly slow_closed: number;
  /** Messages stored and not yet sent to every live socket. */
  readonly queued_messages: number;
  readonly users: number;
  /** These three are counted since the log began. */
  readonly messages: number;
  readonly publications: number;
  readonly deliveries: number;
  /** How long a push takes, estimated from all since the log began, milliseconds. */
  readonly flush_ms: FlushTimes;
  /** The producers that said how often they post. */
  readonly sources: Readonly<Record<string, SourceStatusJson>>;
  readonly month: BillingMonth;
  readonly database_bytes: number;
  /** How often a hub was constructed in this isolate: an idle hub's count stands still. */
  readonly starts: number;
}

/** The calendar month, UTC. */
export interface BillingMonth {
  /** `2026-11` */
  readonly name: string;
  /** As they are billed, rounded up. */
  readonly requests: number;
  readonly rows: number;
}

/** `null` before the first push. */
export interface FlushTimes {
  readonly p50: number | null;
  readonly p99: number | null;
}
