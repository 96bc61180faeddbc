// What the hub says of itself at this moment: the operators' numbers.

import type { Dialect } from "../protocol/dialect.ts";
import type { Metric } from "../protocol/prometheus-text.ts";
import { toldSources } from "../protocol/server-frames.ts";
import type { Audience } from "./audience.ts";
import type { Broadcast } from "./broadcast.ts";
import { PUSH_MS, type Counters } from "./counters.ts";
import type { HubStats, PushTimes } from "../protocol/hub-stats.ts";
import { metricsOf } from "./metrics.ts";
import { quantileOf } from "./quantile.ts";
import type { SignalBook } from "./signal-book.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Sources } from "./sources.ts";

let constructions = 0;

interface Rooms {
  readonly storage: DurableObjectStorage;
  readonly log: SignalLog;
  readonly book: SignalBook;
  readonly audience: Audience;
  readonly broadcast: Broadcast;
  readonly sources: Sources;
  readonly counters: Counters;
}

/** One of them is made with each hub. */
export class Readings {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    constructions += 1;
    this.#rooms = rooms;
  }

  stats(now: number): HubStats {
    const { storage, log, book, audience, broadcast, sources, counters } = this.#rooms;
    const { epoch, newest, oldest } = log.extent();
    const { roll } = audience;
    return {
      epoch,
      seq: newest,
      oldest,
      signals: book.count(),
      sockets: roll.seats.size,
      sockets_by_dialect: this.#socketsByDialect(),
      sockets_by_location: this.#socketsByLocation(),
      behind: roll.behind.size,
      lag: this.#lag(newest),
      slow_closed: counters.get("ended slow_consumer"),
      gathered: broadcast.unsent,
      users: roll.users,
      messages: counters.get("messages"),
      publications: counters.get("publications"),
      deliveries: counters.get("deliveries"),
      push_ms: this.#pushTimes(),
      sources: toldSources(sources.statuses() ?? {}),
      month: counters.month(now),
      database_bytes: storage.sql.databaseSize,
      constructions,
    };
  }

  metrics(now: number): readonly Metric[] {
    const { sources, counters } = this.#rooms;
    const stats = this.stats(now);
    return metricsOf({
      stats,
      sockets: stats.sockets_by_dialect,
      sources: sources.statuses() ?? {},
      counters,
      now,
    });
  }

  #socketsByDialect(): Readonly<Record<Dialect, number>> {
    const sockets = { "signals.v1": 0, "signals.v2": 0 };
    for (const { dialect, members } of this.#rooms.audience.roll.groups.values()) {
      sockets[dialect] += members.size;
    }
    return sockets;
  }

  #socketsByLocation(): Readonly<Record<string, number>> {
    const sockets: Record<string, number> = {};
    for (const { session } of this.#rooms.audience.roll.seats.values()) {
      sockets[session.location] = (sockets[session.location] ?? 0) + 1;
    }
    return sockets;
  }

  #lag(newest: number): number {
    const { behind, seats } = this.#rooms.audience.roll;
    let lag = 0;
    for (const socket of behind) {
      lag = Math.max(lag, newest - (seats.get(socket)?.session.behind?.after ?? newest));
    }
    return lag;
  }

  #pushTimes(): PushTimes {
    const { counters } = this.#rooms;
    const buckets = PUSH_MS.map((bound) => ({ bound, count: counters.get(`push_ms ${bound}`) }));
    const more = counters.get("push_ms more");
    return { p50: quantileOf(buckets, more, 0.5), p99: quantileOf(buckets, more, 0.99) };
  }
}
