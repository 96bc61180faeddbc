// The log and the open signals of a feed in memory, by the rules and the frames of the service.

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

/** A stored message and its effect on its signal. */
export interface LogEntry {
  readonly seq: number;
  readonly ts: number;
  readonly message: Message;
  readonly isNew: boolean;
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  readonly merged: StoredSignal;
}

/** The messages of one feed in order, and its open signals. */
export class TestLog {
  #epoch: string;
  #newest = 0;
  #entries: LogEntry[] = [];
  readonly #signals = new Map<string, StoredSignal>();

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  /** The epoch, and the first and the last message. */
  get range(): LogRange {
    const oldest = this.#entries[0]?.seq ?? this.#newest + 1;
    return { epoch: this.#epoch, oldest, newest: this.#newest };
  }

  /** Stores a message at `ts`, Unix milliseconds. */
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
    // The last changed signal is last. A snapshot has the reverse order.
    this.#signals.delete(key);
    this.#signals.set(key, merged);
    const before = stored === undefined ? null : filterFieldsOf(signalType, stored.data);
    const after = filterFieldsOf(signalType, merged.data);
    const entry: LogEntry = { seq, ts, message, isNew, before, after, merged };
    this.#entries.push(entry);
    return entry;
  }

  /** The frames of the messages after `seq` for a client with this filter. */
  framesAfter(seq: number, filter: Filter): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.seq > seq ? framesFor(entry, filter) : []));
  }

  /** The open signals that pass the filter, last changed first, as JSON for a snapshot. */
  signals(filter: Filter): readonly string[] {
    const passes = toPredicate(filter);
    return [...this.#signals.values()].filter(passes).toReversed().map(snapshotSignal);
  }

  /** Deletes the messages and keeps the signals. */
  prune(): void {
    this.#entries = [];
  }

  /** Starts another epoch. The open signals stay, and sequence numbers start at 1 again. */
  startEpoch(epoch: string): void {
    this.#epoch = epoch;
    this.#newest = 0;
    this.#entries = [];
  }

  /** Removes the signals that have ended by `now`, Unix milliseconds. */
  expire(now: number): void {
    for (const [key, { expiresAt }] of this.#signals) {
      if (expiresAt !== null && expiresAt <= now) this.#signals.delete(key);
    }
  }
}

/** The frame of an entry for a client with this filter, or none. */
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
