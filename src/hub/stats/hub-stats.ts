// The operator's numbers at this moment, as JSON stats and as metrics.

import type { FlushTimes, HubStats } from "../../protocol/stats/hub-stats.ts";
import type { Metric } from "../../protocol/stats/prometheus-text.ts";
import { sourceStatuses } from "../../protocol/server-messages.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import type { Outbox } from "../../sockets/delivery/outbox.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import type { SignalStore } from "../storage/signal-store.ts";
import type { SourceStore } from "../storage/source-store.ts";
import { FLUSH_MS, type Counters } from "../telemetry/counters.ts";
import { collectMetrics } from "./metrics.ts";
import { quantileOf } from "./quantile.ts";

/** Hubs made in this isolate, one at each start and at each wake-up from hibernation. */
let starts = 0;

interface StatsDeps {
  readonly storage: DurableObjectStorage;
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly sources: SourceStore;
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
  readonly counters: Counters;
}

/** Reads the stats. One is made with each hub. */
export class HubStatsReader {
  readonly #deps: StatsDeps;

  constructor(deps: StatsDeps) {
    starts += 1;
    this.#deps = deps;
  }

  /** The stats at `now` (Unix milliseconds). Reads every stored signal and visits every socket. */
  stats(now: number): HubStats {
    const { storage, log, signals, connections, outbox, sources, counters } = this.#deps;
    const { epoch, newest, oldest } = log.range();
    const { index } = connections;
    return {
      epoch,
      seq: newest,
      oldest_seq: oldest,
      signals: signals.count(),
      sockets: index.size,
      sockets_by_subprotocol: this.#socketsBySubprotocol(),
      sockets_by_location: this.#socketsByColo(),
      catching_up: index.catchingUp.size,
      lag: this.#lag(newest),
      slow_closed: counters.get("ended slow_consumer"),
      queued_messages: outbox.pendingMessages,
      users: index.userCount,
      messages: counters.get("messages"),
      publications: counters.get("publications"),
      deliveries: counters.get("deliveries"),
      flush_ms: this.#flushTimes(),
      sources: sourceStatuses(sources.statuses() ?? {}),
      month: counters.month(now),
      database_bytes: storage.sql.databaseSize,
      starts,
    };
  }

  /** The same numbers and the counters as metrics. */
  metrics(now: number): readonly Metric[] {
    const { sources, counters } = this.#deps;
    const stats = this.stats(now);
    return collectMetrics({ stats, sources: sources.statuses() ?? {}, counters, now });
  }

  #socketsBySubprotocol(): Readonly<Record<Subprotocol, number>> {
    const sockets = { "signals.v1": 0, "signals.v2": 0 };
    for (const { subprotocol, members } of this.#deps.connections.index.groups()) {
      sockets[subprotocol] += members.size;
    }
    return sockets;
  }

  #socketsByColo(): Readonly<Record<string, number>> {
    const sockets: Record<string, number> = {};
    for (const [, { colo }] of this.#deps.connections.index.sessions()) {
      sockets[colo] = (sockets[colo] ?? 0) + 1;
    }
    return sockets;
  }

  /** How many messages the slowest socket in the backlog is short of. */
  #lag(newest: number): number {
    const { index } = this.#deps.connections;
    let lag = 0;
    for (const socket of index.catchingUp) {
      lag = Math.max(lag, newest - (index.get(socket)?.catchUp?.after ?? newest));
    }
    return lag;
  }

  #flushTimes(): FlushTimes {
    const { counters } = this.#deps;
    const buckets = FLUSH_MS.map((bound) => ({ bound, count: counters.get(`flush_ms ${bound}`) }));
    const more = counters.get("flush_ms more");
    return { p50: quantileOf(buckets, more, 0.5), p99: quantileOf(buckets, more, 0.99) };
  }
}
