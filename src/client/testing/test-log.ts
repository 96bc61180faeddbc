// The feed's log and book in memory, by the same rules and in the same words as the service's.

import {
  filterFieldsOf,
  evaluateFilter,
  toPredicate,
  type FilterFields,
} from "../../protocol/filter-match.ts";
import type { Filter } from "../../protocol/filter.ts";
import { entries, toObject, type RawJson } from "../../json/raw-json.ts";
import type { LogRange } from "../../protocol/resume.ts";
import { snapshotSignal, encodeV2, type Message } from "../../protocol/server-messages.ts";

interface StoredSignal {
  readonly signalType: string;
  readonly data: RawJson;
  readonly seq: number;
  readonly ts: number;
  readonly expiresAt: number | null;
}

/** A stored message, and what it did to its signal. */
export interface LogEntry {
  readonly seq: number;
  readonly ts: number;
  readonly message: Message;
  readonly isNew: boolean;
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  readonly merged: StoredSignal;
}

export class TestLog {
  #epoch: string;
  #newest = 0;
  #entries: LogEntry[] = [];
  readonly #signals = new Map<string, StoredSignal>();

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get range(): LogRange {
    const oldest = this.#entries[0]?.seq ?? this.#newest + 1;
    return { epoch: this.#epoch, oldest, newest: this.#newest };
  }

  append(message: Message, ts: number): LogEntry {
    this.#newest += 1;
    const seq = this.#newest;
    const { signalType, id, data } = message;
    const key = `${signalType}:${id}`;
    const stored = this.#signals.get(key);
    const isNew = message.type === "new_signal";
    const old = isNew ? [] : ((stored && entries(stored.data)) ?? [["id", id] as const]);
    const merged: StoredSignal = {
      signalType,
      data: isNew ? data : toObject(new Map([...old, ...entries(data)])),
      seq,
      ts,
      expiresAt: isNew ? message.expiresAt : (stored?.expiresAt ?? null),
    };
    // Whoever changed last is last: a snapshot tells them the other way round.
    this.#signals.delete(key);
    this.#signals.set(key, merged);
    const before = stored === undefined ? null : filterFieldsOf(signalType, stored.data);
    const after = filterFieldsOf(signalType, merged.data);
    const entry: LogEntry = { seq, ts, message, isNew, before, after, merged };
    this.#entries.push(entry);
    return entry;
  }

  /** What a client with this filter is sent for messages after `seq`. */
  framesAfter(seq: number, filter: Filter): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.seq > seq ? framesFor(entry, filter) : []));
  }

  /** The open signals that pass, the last changed first, as a snapshot has them. */
  signals(filter: Filter): readonly string[] {
    const passes = toPredicate(filter);
    return [...this.#signals.values()].filter(passes).toReversed().map(snapshotSignal);
  }

  /** Forgets the messages and keeps the signals. */
  prune(): void {
    this.#entries = [];
  }

  /** Another life of the log: what was open is open, and counting begins anew. */
  startEpoch(epoch: string): void {
    this.#epoch = epoch;
    this.#newest = 0;
    this.#entries = [];
  }

  expire(now: number): void {
    for (const [key, { expiresAt }] of this.#signals) {
      if (expiresAt !== null && expiresAt <= now) this.#signals.delete(key);
    }
  }
}

/** One frame or none. */
export function framesFor(entry: LogEntry, filter: Filter): readonly string[] {
  const { message, seq, ts, merged } = entry;
  switch (evaluateFilter(filter, entry)) {
    case "nothing":
      return [];
    case "message":
      return [encodeV2(message, seq, ts)];
    case "entered": {
      const { signalType, data, expiresAt } = merged;
      const whole: Message = { type: "new_signal", signalType, id: message.id, data, expiresAt };
      return [encodeV2(whole, seq, ts)];
    }
  }
}
