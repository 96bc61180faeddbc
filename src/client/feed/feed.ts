// Everything a client knows of the feed: its connection, its cursor, the open signals.
//
// Only a `FeedUpdate` changes it. So a tab without a connection can follow another tab by its updates.

import type { Filter, FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import type { Connection, Gap, Source, ClientError } from "../events.ts";
import type { Emitter } from "./emitter.ts";
import { LatencyMeter, type Latency } from "./latency.ts";
import { SignalStore } from "./signal-store.ts";
import type { AnyMessage, AnySignal } from "./signals.ts";

/** One change of the feed. It is plain data, because it travels from tab to tab. */
export type FeedUpdate =
  | Replaced<"connection">
  | Replaced<"sources">
  | Replaced<"latency">
  /** Messages of one epoch, in order. */
  | { readonly kind: "messages"; readonly epoch: string; readonly messages: readonly AnyMessage[] }
  /** Every missed message up to this cursor has come. */
  | { readonly kind: "live"; readonly cursor: Cursor }
  /** The open signals replace those known before. `gap` says why messages were lost, if any were. */
  | ({ readonly kind: "snapshot"; readonly gap: Gap["reason"] | null } & Snapshot);

/** A value that is replaced as a whole. */
interface Replaced<Kind extends "connection" | "sources" | "latency"> {
  readonly kind: Kind;
  readonly value: FeedEvents[Kind];
}

/** The open signals at a cursor. */
export interface Snapshot {
  readonly cursor: Cursor;
  /** The filter of the signals and of the cursor. */
  readonly filter: FilterRequest;
  /** Last changed first. */
  readonly signals: readonly AnySignal[];
}

/** The events of a feed. `SignalClientEvents` describes each. */
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

/** The state of one feed, and the events of its changes. */
export class Feed {
  readonly store = new SignalStore();
  readonly #emitter: Emitter<FeedEvents>;
  connection: Connection = { status: "idle" };
  /** The last message handed over. It never goes back within an epoch. */
  cursor: Cursor | null;
  /** The last message in the store. It is behind `cursor` while an older snapshot of a new connection catches up. */
  #storeSeq = 0;
  /** The filter of the cursor and of the store. */
  filter: FilterRequest;
  sources: Readonly<Record<string, Source>> = {};
  latency: Latency = new LatencyMeter().read();

  constructor(emitter: Emitter<FeedEvents>, cursor: Cursor | null, filter: FilterRequest) {
    this.#emitter = emitter;
    this.cursor = cursor;
    this.filter = filter;
  }

  /** Applies one change and emits its events. */
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

  /** Removes the signals that have ended by `now`, Unix milliseconds by the service's clock. */
  expire(now: number): void {
    if (this.store.expire(now)) this.#emitter.emit("signals", this.store.all);
  }

  /** Hands over each message once. A connection may repeat messages of an earlier one. */
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

  /** Moves the cursor forward. Returns false where an earlier connection was already there. */
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
    // The log was restored from an older state and reuses sequence numbers. Messages after its cursor are new.
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
