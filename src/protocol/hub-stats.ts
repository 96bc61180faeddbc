// What an operator reads of the hub at one moment, as it crosses the wire: `GET /internal/stats`.

import type { Dialect } from "./dialect.ts";
import type { ToldSource } from "./server-frames.ts";

export interface HubStats {
  readonly epoch: string;
  readonly seq: number;
  /** The oldest message of the log; `seq + 1` while it is empty. */
  readonly oldest: number;
  readonly signals: number;
  readonly sockets: number;
  readonly sockets_by_dialect: Readonly<Record<Dialect, number>>;
  /** By where clients reach the platform; only places that have one. */
  readonly sockets_by_location: Readonly<Record<string, number>>;
  /** The sockets among them that catch up from the log. */
  readonly behind: number;
  /** How many messages the farthest of those is from the newest; 0 when none is behind. */
  readonly lag: number;
  /** Sockets that were closed because they took nothing; counted since the log began. */
  readonly slow_closed: number;
  /** Messages stored and not yet sent to every live socket. */
  readonly gathered: number;
  readonly users: number;
  /** These three are counted since the log began. */
  readonly messages: number;
  readonly publications: number;
  readonly deliveries: number;
  /** How long a push takes, estimated from all since the log began, milliseconds. */
  readonly push_ms: PushTimes;
  /** The producers that said how often they post. */
  readonly sources: Readonly<Record<string, ToldSource>>;
  readonly month: Month;
  readonly database_bytes: number;
  /** How often a hub was constructed in this isolate: an idle hub's count stands still. */
  readonly constructions: number;
}

/** The calendar month, UTC. */
export interface Month {
  /** `2026-11` */
  readonly name: string;
  /** As they are billed, rounded up. */
  readonly requests: number;
  readonly rows: number;
}

/** `null` before the first push. */
export interface PushTimes {
  readonly p50: number | null;
  readonly p99: number | null;
}
