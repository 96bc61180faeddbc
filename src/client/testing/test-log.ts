// The feed's log and book in memory, by the same rules and in the same words as the service's.

import { facetsOf, judge, wantedBy, type Facets } from "../../protocol/filter-match.ts";
import type { Filter } from "../../protocol/filter.ts";
import { members, objectOf, type JsonText } from "../../protocol/json-text.ts";
import type { LogExtent } from "../../protocol/resume.ts";
import { snapshotSignal, storedFrame, type Message } from "../../protocol/server-frames.ts";

interface BookEntry {
  readonly signalType: string;
  readonly data: JsonText;
  readonly seq: number;
  readonly ts: number;
  readonly expiresAt: number | null;
}

/** A stored message, and what it did to its signal. */
export interface Entry {
  readonly seq: number;
  readonly ts: number;
  readonly message: Message;
  readonly opens: boolean;
  readonly before: Facets | null;
  readonly after: Facets;
  readonly merged: BookEntry;
}

export class TestLog {
  #epoch: string;
  #newest = 0;
  #entries: Entry[] = [];
  readonly #book = new Map<string, BookEntry>();

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get extent(): LogExtent {
    const oldest = this.#entries[0]?.seq ?? this.#newest + 1;
    return { epoch: this.#epoch, oldest, newest: this.#newest };
  }

  store(message: Message, ts: number): Entry {
    this.#newest += 1;
    const seq = this.#newest;
    const { signalType, id, data } = message;
    const key = `${signalType}:${id}`;
    const known = this.#book.get(key);
    const opens = message.type === "new_signal";
    const old = opens ? [] : ((known && members(known.data)) ?? [["id", id] as const]);
    const merged: BookEntry = {
      signalType,
      data: opens ? data : objectOf(new Map([...old, ...members(data)])),
      seq,
      ts,
      expiresAt: opens ? message.expiresAt : (known?.expiresAt ?? null),
    };
    // Whoever changed last is last: a snapshot tells them the other way round.
    this.#book.delete(key);
    this.#book.set(key, merged);
    const before = known === undefined ? null : facetsOf(signalType, known.data);
    const after = facetsOf(signalType, merged.data);
    const entry: Entry = { seq, ts, message, opens, before, after, merged };
    this.#entries.push(entry);
    return entry;
  }

  /** What a client with this filter is sent for messages after `seq`. */
  framesAfter(seq: number, filter: Filter): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.seq > seq ? framesFor(entry, filter) : []));
  }

  /** The open signals that pass, the last changed first, as a snapshot has them. */
  signals(filter: Filter): readonly string[] {
    const wanted = wantedBy(filter);
    return [...this.#book.values()].filter(wanted).toReversed().map(snapshotSignal);
  }

  /** Forgets the messages and keeps the signals. */
  prune(): void {
    this.#entries = [];
  }

  /** Another life of the log: what was open is open, and counting begins anew. */
  begin(epoch: string): void {
    this.#epoch = epoch;
    this.#newest = 0;
    this.#entries = [];
  }

  forget(end: number): void {
    for (const [key, { expiresAt }] of this.#book) {
      if (expiresAt !== null && expiresAt <= end) this.#book.delete(key);
    }
  }
}

/** One frame or none. */
export function framesFor(entry: Entry, filter: Filter): readonly string[] {
  const { message, seq, ts, merged } = entry;
  switch (judge(filter, entry)) {
    case "nothing":
      return [];
    case "message":
      return [storedFrame(message, seq, ts)];
    case "entered": {
      const { signalType, data, expiresAt } = merged;
      const whole: Message = { type: "new_signal", signalType, id: message.id, data, expiresAt };
      return [storedFrame(whole, seq, ts)];
    }
  }
}
