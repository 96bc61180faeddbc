// What the service answers to `GET /internal/stats`, as much of it as the page shows.

import type { ToldSource } from "../../protocol/server-frames.ts";

export interface Stats {
  readonly epoch: string;
  readonly seq: number;
  readonly oldest: number;
  readonly signals: number;
  readonly sockets: number;
  readonly sockets_by_dialect: Readonly<Record<string, number>>;
  readonly sockets_by_location: Readonly<Record<string, number>>;
  readonly behind: number;
  readonly lag: number;
  readonly slow_closed: number;
  readonly gathered: number;
  readonly users: number;
  readonly messages: number;
  readonly publications: number;
  readonly deliveries: number;
  readonly push_ms: { readonly p50: number | null; readonly p99: number | null };
  readonly sources: Readonly<Record<string, ToldSource>>;
  readonly month: { readonly name: string; readonly requests: number; readonly rows: number };
  readonly database_bytes: number;
}
