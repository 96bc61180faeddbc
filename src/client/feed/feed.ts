// What a client knows: how it is connected, how far it is, what is open. Changed by `Change`s and by nothing else,
// so that a tab without a connection of its own can follow one that has.

import type { Filter, FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import type { Connection, Gap, Source, ClientError } from "../events.ts";
import type { Emitter } from "./emitter.ts";
import { LatencyMeter, type Latency } from "./latency.ts";
import { SignalStore } from "./signal-store.ts";
import type { AnyMessage, AnySignal } from "./signals.ts";

/** One step of what a client knows. Plain data: it crosses from tab to tab. */
export type FeedUpdate =
  | Replaced<"connection">
  | Replaced<"sources">
  | Replaced<"latency">
  /** Messages of one epoch, in order. */
  | { readonly kind: "messages"; readonly epoch: string; readonly messages: readonly AnyMessage[] }
  /** What was missed is complete up to here. */
  | { readonly kind: "live"; readonly cursor: Cursor }
  /** All that is open takes the place of all that was known; `gap` where messages were lost to it. */
  | ({ readonly kind: "snapshot"; readonly gap: Gap["reason"] | null } & Snapshot);

/** Something that is known as a whole, and replaced as a whole. */
interface Replaced<Kind extends "connection" | "sources" | "latency"> {
  readonly kind: Kind;
  readonly value: FeedEvents[Kind];
}

export interface Snapshot {
  readonly cursor: Cursor;
  /** The filter that the signals passed; a position belongs to it. */
  readonly filter: FilterRequest;
  /** The last changed first. */
  readonly signals: readonly AnySignal[];
}

/** What the feed tells its client's handlers. */
export interface FeedEvents {
  new_signal: Extract<AnyMessage, { readonly type: "new_signal" }>;
  signal_update: Extract<AnyMessage, { readonly type: "signal_update" }>;
  message: AnyMessage;
  signals: readonly AnySignal[];
  connection: Connection;
  gap: Gap;
  sources: Readonly<Record<string, Source>>;
  latency: Latency;
  error: ClientError;
}

export class Feed {
  readonly store = new SignalStore();
  readonly #emitter: Emitter<FeedEvents>;
  connection: Connection = { status: "idle" };
  /** The last message handed over. */
  cursor: Cursor | null;
  /** The message that the book is at: behind `position` while a snapshot of a connection before it is mended. */
  #storeSeq = 0;
  /** The filter that position and book belong to. */
  filter: FilterRequest;
  sources: Readonly<Record<string, Source>> = {};
  latency: Latency = new LatencyMeter().read();

  constructor(emitter: Emitter<FeedEvents>, cursor: Cursor | null, filter: FilterRequest) {
    this.#emitter = emitter;
    this.cursor = cursor;
    this.filter = filter;
  }

  apply(update: FeedUpdate): void {
    switch (update.kind) {
      case "messages":
        this.#applyMessages(update.epoch, update.messages);
        break;
      case "live":
        this.#advance(update.cursor);
        break;
      case "snapshot":
        this.#applySnapshot(update);
        break;
      case "connection":
      case "sources":
      case "latency":
        Object.assign(this, { [update.kind]: update.value });
        this.#emitter.emit(update.kind, update.value);
        break;
    }
  }

  /** Forgets the signals that have ended by `now`, the service's clock. */
  expire(now: number): void {
    if (this.store.expire(now)) this.#emitter.emit("signals", this.store.all);
  }

  /** Each message once: one that was handed over before, by this connection or another, is passed over. */
  #applyMessages(epoch: string, messages: readonly AnyMessage[]): void {
    const filter = toFilter(this.filter);
    let changed = false;
    for (const message of messages) {
      const { seq } = message;
      if (seq <= this.#storeSeq) continue;
      this.#storeSeq = seq;
      this.store.apply(message, filter);
      changed = true;
      if (!this.#advance({ epoch, seq })) continue;
      this.#emitter.emit(message.type, message);
      this.#emitter.emit("message", message);
    }
    if (changed) this.#emitter.emit("signals", this.store.all);
  }

  /** Goes on to a position; not back, where the connection before this one had come further. */
  #advance(to: Cursor): boolean {
    const { cursor } = this;
    if (cursor?.epoch === to.epoch && to.seq <= cursor.seq) return false;
    this.cursor = to;
    return true;
  }

  #applySnapshot({
    cursor,
    filter,
    signals,
    gap,
  }: FeedUpdate & { readonly kind: "snapshot" }): void {
    const from = this.cursor;
    // A log that was set back numbers anew: what it tells now is news, whatever was handed over before.
    if (gap === "ahead") this.cursor = cursor;
    else this.#advance(cursor);
    this.#storeSeq = cursor.seq;
    this.filter = filter;
    this.store.replace(signals);
    if (gap !== null) this.#emitter.emit("gap", { reason: gap, from, to: cursor });
    this.#emitter.emit("signals", this.store.all);
  }
}

function toFilter(request: FilterRequest): Filter {
  const { signal_type, coin_name, position, min_spread } = request;
  return {
    ...(signal_type?.length && { signalTypes: signal_type }),
    ...(coin_name?.length && { coinNames: coin_name }),
    ...(position?.length && { positions: position }),
    ...(min_spread !== undefined && { minSpread: Number(min_spread) }),
  };
}
