// What a client knows: how it is connected, how far it is, what is open. Changed by `Change`s and by nothing else,
// so that a tab without a connection of its own can follow one that has.

import type { Filter, FilterRequest } from "../protocol/filter.ts";
import type { Position } from "../protocol/position.ts";
import type { Connection, Gap, Source, Trouble } from "./client-events.ts";
import type { Emitter } from "./emitter.ts";
import { LatencyMeter, type Latency } from "./latency.ts";
import { SignalBook } from "./signal-book.ts";
import type { AnyMessage, AnySignal } from "./signals.ts";

/** One step of what a client knows. Plain data: it crosses from tab to tab. */
export type Change =
  | Known<"connection">
  | Known<"sources">
  | Known<"latency">
  /** Messages of one epoch, in order. */
  | { readonly kind: "messages"; readonly epoch: string; readonly messages: readonly AnyMessage[] }
  /** What was missed is complete up to here. */
  | { readonly kind: "caught-up"; readonly position: Position }
  /** All that is open takes the place of all that was known; `gap` where messages were lost to it. */
  | ({ readonly kind: "snapshot"; readonly gap: Gap["reason"] | null } & Snapshot);

/** Something that is known as a whole, and replaced as a whole. */
interface Known<What extends "connection" | "sources" | "latency"> {
  readonly kind: What;
  readonly value: FeedEvents[What];
}

export interface Snapshot {
  readonly position: Position;
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
  trouble: Trouble;
}

export class Feed {
  readonly book = new SignalBook();
  readonly #emitter: Emitter<FeedEvents>;
  connection: Connection = { at: "idle" };
  /** The last message handed over. */
  position: Position | null;
  /** The message that the book is at: behind `position` while a snapshot of a connection before it is mended. */
  #bookSeq = 0;
  /** The filter that position and book belong to. */
  filter: FilterRequest;
  sources: Readonly<Record<string, Source>> = {};
  latency: Latency = new LatencyMeter().read();

  constructor(emitter: Emitter<FeedEvents>, position: Position | null, filter: FilterRequest) {
    this.#emitter = emitter;
    this.position = position;
    this.filter = filter;
  }

  apply(change: Change): void {
    switch (change.kind) {
      case "messages":
        this.#takeMessages(change.epoch, change.messages);
        break;
      case "caught-up":
        this.#advance(change.position);
        break;
      case "snapshot":
        this.#takeSnapshot(change);
        break;
      case "connection":
      case "sources":
      case "latency":
        Object.assign(this, { [change.kind]: change.value });
        this.#emitter.emit(change.kind, change.value);
        break;
    }
  }

  /** Forgets the signals that have ended by `now`, the service's clock. */
  expire(now: number): void {
    if (this.book.expire(now)) this.#emitter.emit("signals", this.book.list);
  }

  /** Each message once: one that was handed over before, by this connection or another, is passed over. */
  #takeMessages(epoch: string, messages: readonly AnyMessage[]): void {
    const filter = filterOf(this.filter);
    let changed = false;
    for (const message of messages) {
      const { seq } = message;
      if (seq <= this.#bookSeq) continue;
      this.#bookSeq = seq;
      this.book.apply(message, filter);
      changed = true;
      if (!this.#advance({ epoch, seq })) continue;
      this.#emitter.emit(message.type, message);
      this.#emitter.emit("message", message);
    }
    if (changed) this.#emitter.emit("signals", this.book.list);
  }

  /** Goes on to a position; not back, where the connection before this one had come further. */
  #advance(to: Position): boolean {
    const { position } = this;
    if (position?.epoch === to.epoch && to.seq <= position.seq) return false;
    this.position = to;
    return true;
  }

  #takeSnapshot({ position, filter, signals, gap }: Change & { readonly kind: "snapshot" }): void {
    const from = this.position;
    // A log that was set back numbers anew: what it tells now is news, whatever was handed over before.
    if (gap === "ahead") this.position = position;
    else this.#advance(position);
    this.#bookSeq = position.seq;
    this.filter = filter;
    this.book.replace(signals);
    if (gap !== null) this.#emitter.emit("gap", { reason: gap, from, to: position });
    this.#emitter.emit("signals", this.book.list);
  }
}

function filterOf(request: FilterRequest): Filter {
  const { signal_type, coin_name, position, min_spread } = request;
  return {
    ...(signal_type?.length && { signalTypes: signal_type }),
    ...(coin_name?.length && { coinNames: coin_name }),
    ...(position?.length && { positions: position }),
    ...(min_spread !== undefined && { minSpread: Number(min_spread) }),
  };
}
