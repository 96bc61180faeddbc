// What the hub says of itself at this moment: the operators' numbers.

import type { Dialect } from "../protocol/dialect.ts";
import type { Metric } from "../protocol/prometheus-text.ts";
import type { Audience } from "./audience.ts";
import type { Counters } from "./counters.ts";
import type { HubStats } from "./hub-stats.ts";
import { metricsOf } from "./metrics.ts";
import type { SignalBook } from "./signal-book.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Sources } from "./sources.ts";

let constructions = 0;

interface Rooms {
  readonly storage: DurableObjectStorage;
  readonly log: SignalLog;
  readonly book: SignalBook;
  readonly audience: Audience;
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

  stats(): HubStats {
    const { storage, log, book, audience } = this.#rooms;
    const { epoch, newest, oldest } = log.extent();
    const { roll } = audience;
    return {
      epoch,
      seq: newest,
      oldest,
      signals: book.count(),
      sockets: roll.seats.size,
      behind: roll.behind.size,
      gathered: audience.gathered,
      users: roll.users,
      database_bytes: storage.sql.databaseSize,
      constructions,
    };
  }

  metrics(now: number): readonly Metric[] {
    const { sources, counters } = this.#rooms;
    return metricsOf({
      stats: this.stats(),
      sockets: this.#socketsByDialect(),
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
}
