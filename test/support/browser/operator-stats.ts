// The stats of an empty hub, and samples of them over time.

import type { History } from "../../../src/board/operator/stats/history.ts";
import type { HubStats } from "../../../src/protocol/stats/hub-stats.ts";

const EMPTY: HubStats = {
  epoch: "k3f9x2",
  seq: 0,
  oldest_seq: 1,
  signals: 0,
  sockets: 0,
  sockets_by_subprotocol: { "signals.v1": 0, "signals.v2": 0 },
  sockets_by_location: {},
  catching_up: 0,
  lag: 0,
  slow_closed: 0,
  queued_messages: 0,
  users: 0,
  messages: 0,
  publications: 0,
  deliveries: 0,
  flush_ms: { p50: null, p99: null },
  sources: {},
  month: { name: "2026-11", requests: 0, rows: 0 },
  database_bytes: 49_152,
  starts: 1,
};

/** The stats of an empty hub, with some figures changed. */
export function statsWith(overrides: Partial<HubStats> = {}): HubStats {
  return { ...EMPTY, ...overrides };
}

/** One sample every two seconds, starting at second 1,000. */
export function samplesOf(...overrides: readonly Partial<HubStats>[]): History {
  return overrides.map((statsOverrides, index) => ({
    at: 1_000_000 + index * 2_000,
    stats: statsWith(statsOverrides),
  }));
}
