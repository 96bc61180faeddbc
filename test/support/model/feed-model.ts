// A model of the feed, as the protocol describes it, small enough to be checked by reading. It is an array of every
// message and a map of the open signals. It shares only the wire's names with the hub.

import type { WireFilter } from "../../../src/protocol/filter.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";

/** `data` as JSON texts by key, in order. */
export type Data = ReadonlyMap<string, string>;

export interface ModelMessage {
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  /** JSON text. */
  readonly id: string;
  readonly data: Data;
  /** Unix milliseconds. Only a `new_signal` has one. */
  readonly expiresAt: number | null;
}

export interface StoredMessage {
  readonly seq: number;
  readonly ts: number;
  readonly message: ModelMessage;
  readonly before: Data | null;
  readonly after: Data;
  /** The expiry of the merged signal. */
  readonly expiresAt: number | null;
}

export interface OpenSignal {
  readonly signalType: string;
  readonly seq: number;
  readonly ts: number;
  readonly data: Data;
  readonly expiresAt: number | null;
  /** The `new_signal` that opened it, `null` where an update started it. */
  readonly opened: { readonly seq: number; readonly message: ModelMessage } | null;
}

export interface ModelResult {
  readonly seq: number;
  readonly duplicate: boolean;
}

export class FeedModel {
  readonly messages: StoredMessage[] = [];
  readonly revoked = new Set<string>();
  #signals = new Map<string, OpenSignal>();
  /** The log's rows, oldest first, with their range of messages and the time of storage. */
  #rows: { readonly first: number; readonly last: number; readonly ts: number }[] = [];

  get newest(): number {
    return this.messages.length;
  }

  get oldest(): number {
    return this.#rows[0]?.first ?? this.newest + 1;
  }

  /** Stores the messages and returns a result for each, or `null` without any change where one conflicts. */
  publish(messages: readonly ModelMessage[], now: number): readonly ModelResult[] | null {
    const signals = new Map(this.#signals);
    const stored: StoredMessage[] = [];
    const results: ModelResult[] = [];
    let conflict = false;
    for (const message of messages) {
      const key = `${message.signalType} ${message.id}`;
      const existing = signals.get(key);
      const before = existing && expiryOf(existing) > now ? existing : null;
      if (message.type === "new_signal" && before?.opened) {
        if (textOf(before.opened.message) !== textOf(message)) conflict = true;
        results.push({ seq: before.opened.seq, duplicate: true });
        continue;
      }
      const seq = this.newest + stored.length + 1;
      const after = merged(before, message, seq, now);
      signals.set(key, after);
      const { data, expiresAt } = after;
      stored.push({ seq, ts: now, message, before: before?.data ?? null, after: data, expiresAt });
      results.push({ seq, duplicate: false });
    }
    if (conflict) return null;
    if (stored.length > 0) {
      const first = this.newest + 1;
      this.#rows.push({ first, last: this.newest + stored.length, ts: now });
    }
    this.messages.push(...stored);
    this.#signals = signals;
    return results;
  }

  /** The frames for a client with this filter after message `seq`, as texts. */
  after(seq: number, filter: WireFilter, subprotocol: Subprotocol): readonly string[] {
    return this.messages
      .slice(seq)
      .map((message) => deliveryOf(message, filter, subprotocol))
      .filter((text) => text !== null);
  }

  /** The open signals under a filter as of message `atSeq`, the last changed first, as texts. */
  snapshot(filter: WireFilter, now: number, atSeq = this.newest): readonly string[] {
    const last = new Map<string, StoredMessage>();
    for (const message of this.messages.slice(0, atSeq)) {
      last.set(`${message.message.signalType} ${message.message.id}`, message);
    }
    return [...last.values()]
      .filter((message) => expiryOf(message) > now)
      .filter(({ message, after }) => wants(filter, message.signalType, after))
      .toSorted((a, b) => b.seq - a.seq)
      .map(({ seq, ts, message, after, expiresAt }) => {
        const end =
          expiresAt === null ? "" : `,"expires_at":"${new Date(expiresAt).toISOString()}"`;
        return `{"signal_type":"${message.signalType}","seq":${seq},"ts":${ts},"data":${dataText(after)}${end}}`;
      });
  }

  open(now: number): readonly OpenSignal[] {
    return [...this.#signals.values()]
      .filter((signal) => expiryOf(signal) > now)
      .toSorted((a, b) => b.seq - a.seq);
  }

  /** `null` where a client with this cursor gets everything it missed, else the reason why not. */
  resumeFailure(epochMatches: boolean, seq: number): string | null {
    if (!epochMatches) return "epoch_changed";
    if (seq > this.newest) return "ahead";
    if (seq + 1 < this.oldest) return "pruned";
    return this.newest - seq > LIMITS.replayMessages ? "too_many" : null;
  }

  /** Drops the rows before a message, as an operator might. */
  forgetBefore(seq: number): void {
    this.#rows = this.#rows.filter(({ last }) => last >= seq);
  }

  /** Drops the rows that are a day old, except the newest. */
  prune(now: number): void {
    this.#rows = this.#rows.filter(
      ({ last, ts }) => last === this.newest || ts > now - LIMITS.logRetentionMs,
    );
  }
}

/** The message as published, and as sent in v1 without `expires_at`. */
export function textOf({ type, signalType, id, data, expiresAt }: ModelMessage): string {
  const name = `{"type":"${type}","signal_type":"${signalType}"`;
  const signalId = type === "signal_update" ? `,"signal_id":${id}` : "";
  const end = expiresAt === null ? "" : `,"expires_at":"${new Date(expiresAt).toISOString()}"`;
  return `${name}${signalId},"data":${dataText(data)}${end}}`;
}

/** The frame of a message for a client with this filter, `null` for none. */
export function deliveryOf(
  message: StoredMessage,
  filter: WireFilter,
  subprotocol: Subprotocol,
): string | null {
  const { message: published, before, after, seq, ts } = message;
  const was = before !== null && wants(filter, published.signalType, before);
  const is = wants(filter, published.signalType, after);
  if (!was && !is) return null;
  const entered = !was && before !== null && published.type === "signal_update";
  const { expiresAt } = entered ? message : published;
  const sent: ModelMessage = entered
    ? { ...published, type: "new_signal", data: after }
    : published;
  const text = textOf({ ...sent, expiresAt: null });
  if (subprotocol === "signals.v1") return text;
  const end = expiresAt === null ? "" : `,"expires_at":"${new Date(expiresAt).toISOString()}"`;
  return `${text.slice(0, -1)},"seq":${seq},"ts":${ts}${end}}`;
}

function wants(filter: WireFilter, signalType: string, data: Data): boolean {
  const { signal_type, coin_name, position, min_spread } = filter;
  const isOne = (list: readonly string[] | undefined, text: string | undefined): boolean =>
    list === undefined || list.some((value) => JSON.stringify(value) === text);
  return (
    isOne(signal_type, JSON.stringify(signalType)) &&
    isOne(coin_name, data.get("coin_name")) &&
    isOne(position, data.get("position")) &&
    (min_spread === undefined || Math.abs(Number(data.get("spread") ?? "NaN")) >= min_spread)
  );
}

function merged(
  before: OpenSignal | null,
  message: ModelMessage,
  seq: number,
  ts: number,
): OpenSignal {
  const { signalType, id, data } = message;
  if (message.type === "new_signal") {
    return { signalType, seq, ts, data, expiresAt: message.expiresAt, opened: { seq, message } };
  }
  const dataBefore = before?.data ?? new Map([["id", id]]);
  const { expiresAt = null, opened = null } = before ?? {};
  return { signalType, seq, ts, data: new Map([...dataBefore, ...data]), expiresAt, opened };
}

function expiryOf({ expiresAt, ts }: Pick<OpenSignal, "expiresAt" | "ts">): number {
  return expiresAt ?? ts + LIMITS.signalTtlMs;
}

function dataText(data: Data): string {
  return `{${[...data].map(([key, value]) => `"${key}":${value}`).join()}}`;
}
