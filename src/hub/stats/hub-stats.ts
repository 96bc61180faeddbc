// What the hub says of itself at this moment: the operators' numbers.

import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { Metric } from "../../protocol/prometheus-text.ts";
import { sourceStatuses } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import type { Flush } from "../../sockets/delivery/flush.ts";
import { FLUSH_MS, type Counters } from "../telemetry/counters.ts";
import type { HubStats, FlushTimes } from "../../protocol/hub-stats.ts";
import { collectMetrics } from "./metrics.ts";
import { quantileOf } from "./quantile.ts";
import type { SignalStore } from "../storage/signal-store.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import type { SourceStore } from "../storage/source-store.ts";

let starts = 0;

interface StatsDeps {
  readonly storage: DurableObjectStorage;
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly connections: ConnectionRegistry;
  readonly flush: Flush;
  readonly sources: SourceStore;
  readonly counters: Counters;
}

/** One of them is made with each hub. */
export class HubStatsReader {
  readonly #deps: StatsDeps;

  constructor(deps: StatsDeps) {
    starts += 1;
    this.#deps = deps;
  }

  stats(now: number): HubStats {
    const { storage, log, signals, connections, flush, sources, counters } = this.#deps;
    const { epoch, newest, oldest } = log.range();
    const { index: roll } = connections;
    return {
      epoch,
      seq: newest,
      oldest_seq: oldest,
      signals: signals.count(),
      sockets: roll.entries.size,
      sockets_by_subprotocol: this.#socketsBySubprotocol(),
      sockets_by_location: this.#socketsByLocation(),
      catching_up: roll.catchingUp.size,
      lag: this.#lag(newest),
      slow_closed: counters.get("ended slow_consumer"),
      queued_messages: flush.pendingMessages,
      users: roll.users,
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

  metrics(now: number): readonly Metric[] {
    const { sources, counters } = this.#deps;
    const stats = this.stats(now);
    return collectMetrics({
      stats,
      sockets: stats.sockets_by_subprotocol,
      sources: sources.statuses() ?? {},
      counters,
      now,
    });
  }

  #socketsBySubprotocol(): Readonly<Record<Subprotocol, number>> {
    const sockets = { "signals.v1": 0, "signals.v2": 0 };
    for (const { subprotocol: dialect, members } of this.#deps.connections.index.groups.values()) {
      sockets[dialect] += members.size;
    }
    return sockets;
  }

  #socketsByLocation(): Readonly<Record<string, number>> {
    const sockets: Record<string, number> = {};
    for (const { session } of this.#deps.connections.index.entries.values()) {
      sockets[session.colo] = (sockets[session.colo] ?? 0) + 1;
    }
    return sockets;
  }

  #lag(newest: number): number {
    const { catchingUp: behind, entries: seats } = this.#deps.connections.index;
    let lag = 0;
    for (const socket of behind) {
      lag = Math.max(lag, newest - (seats.get(socket)?.session.catchUp?.after ?? newest));
    }
    return lag;
  }

  #flushTimes(): FlushTimes {
    const { counters } = this.#deps;
    const buckets = FLUSH_MS.map((bound) => ({ bound, count: counters.get(`push_ms ${bound}`) }));
    const more = counters.get("push_ms more");
    return { p50: quantileOf(buckets, more, 0.5), p99: quantileOf(buckets, more, 0.99) };
  }
}
