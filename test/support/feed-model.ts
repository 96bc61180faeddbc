// The feed as the protocol describes it, small enough to be seen to be right: an array of every message and
// a map of the open signals. Nothing here is shared with the hub but the names on the wire.

import type { WireFilter } from "../../src/protocol/filter.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Dialect } from "../../src/protocol/dialect.ts";

/** `data` as JSON texts by key, in order. */
export type Data = ReadonlyMap<string, string>;

export interface Post {
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  /** JSON text. */
  readonly id: string;
  readonly data: Data;
  /** Unix milliseconds; only a `new_signal` has one. */
  readonly expiresAt: number | null;
}

export interface StoredMessage {
  readonly seq: number;
  readonly ts: number;
  readonly post: Post;
  readonly before: Data | null;
  readonly after: Data;
  /** The end of the merged signal. */
  readonly expiresAt: number | null;
}

export interface OpenSignal {
  readonly signalType: string;
  readonly seq: number;
  readonly ts: number;
  readonly data: Data;
  readonly expiresAt: number | null;
  /** The `new_signal` that opened it; `null` where an update started it. */
  readonly opened: { readonly seq: number; readonly post: Post } | null;
}

export interface Taken {
  readonly seq: number;
  readonly duplicate: boolean;
}

export class FeedModel {
  readonly messages: StoredMessage[] = [];
  readonly revoked = new Set<string>();
  #book = new Map<string, OpenSignal>();
  /** The log's rows, oldest first: the last message of each, and when it was stored. */
  #rows: { readonly first: number; readonly last: number; readonly ts: number }[] = [];

  get newest(): number {
    return this.messages.length;
  }

  get oldest(): number {
    return this.#rows[0]?.first ?? this.newest + 1;
  }

  /** Stores the posts and answers each, or answers `null` and changes nothing where one conflicts. */
  publish(posts: readonly Post[], now: number): readonly Taken[] | null {
    const book = new Map(this.#book);
    const stored: StoredMessage[] = [];
    const taken: Taken[] = [];
    let conflict = false;
    for (const post of posts) {
      const key = `${post.signalType} ${post.id}`;
      const held = book.get(key);
      const before = held && endOf(held) > now ? held : null;
      if (post.type === "new_signal" && before?.opened) {
        if (textOf(before.opened.post) !== textOf(post)) conflict = true;
        taken.push({ seq: before.opened.seq, duplicate: true });
        continue;
      }
      const seq = this.newest + stored.length + 1;
      const after = merged(before, post, seq, now);
      book.set(key, after);
      const { data, expiresAt } = after;
      stored.push({ seq, ts: now, post, before: before?.data ?? null, after: data, expiresAt });
      taken.push({ seq, duplicate: false });
    }
    if (conflict) return null;
    if (stored.length > 0) {
      const first = this.newest + 1;
      this.#rows.push({ first, last: this.newest + stored.length, ts: now });
    }
    this.messages.push(...stored);
    this.#book = book;
    return taken;
  }

  /** What a client with this filter is sent after message `seq`, as texts. */
  after(seq: number, filter: WireFilter, dialect: Dialect): readonly string[] {
    return this.messages
      .slice(seq)
      .map((message) => deliveryOf(message, filter, dialect))
      .filter((text) => text !== null);
  }

  /** The open signals under a filter as they were after message `at`, the last changed first, as texts. */
  state(filter: WireFilter, now: number, at = this.newest): readonly string[] {
    const last = new Map<string, StoredMessage>();
    for (const message of this.messages.slice(0, at)) {
      last.set(`${message.post.signalType} ${message.post.id}`, message);
    }
    return [...last.values()]
      .filter((message) => endOf(message) > now)
      .filter(({ post, after }) => wants(filter, post.signalType, after))
      .toSorted((a, b) => b.seq - a.seq)
      .map(({ seq, ts, post, after, expiresAt }) => {
        const end =
          expiresAt === null ? "" : `,"expires_at":"${new Date(expiresAt).toISOString()}"`;
        return `{"signal_type":"${post.signalType}","seq":${seq},"ts":${ts},"data":${dataText(after)}${end}}`;
      });
  }

  open(now: number): readonly OpenSignal[] {
    return [...this.#book.values()]
      .filter((signal) => endOf(signal) > now)
      .toSorted((a, b) => b.seq - a.seq);
  }

  /** `null` where a client at this position is sent everything it missed; else why it can't be. */
  refusalOf(epochIsOurs: boolean, seq: number): string | null {
    if (!epochIsOurs) return "epoch_changed";
    if (seq > this.newest) return "ahead";
    if (seq + 1 < this.oldest) return "pruned";
    return this.newest - seq > LIMITS.replayMessages ? "too_many" : null;
  }

  /** Drops the rows that end before a message, as an operator might. */
  forgetBefore(seq: number): void {
    this.#rows = this.#rows.filter(({ last }) => last >= seq);
  }

  /** Drops the rows that are a day old, but for the newest. */
  prune(now: number): void {
    this.#rows = this.#rows.filter(
      ({ last, ts }) => last === this.newest || ts > now - LIMITS.logAgeMs,
    );
  }
}

/** The message as a producer posts it and as v1 is sent it, but for the end that only v2 is told. */
export function textOf({ type, signalType, id, data, expiresAt }: Post): string {
  const name = `{"type":"${type}","signal_type":"${signalType}"`;
  const own = type === "signal_update" ? `,"signal_id":${id}` : "";
  const end = expiresAt === null ? "" : `,"expires_at":"${new Date(expiresAt).toISOString()}"`;
  return `${name}${own},"data":${dataText(data)}${end}}`;
}

/** What a client with this filter is sent for a message; `null` for nothing. */
export function deliveryOf(
  message: StoredMessage,
  filter: WireFilter,
  dialect: Dialect,
): string | null {
  const { post, before, after, seq, ts } = message;
  const was = before !== null && wants(filter, post.signalType, before);
  const is = wants(filter, post.signalType, after);
  if (!was && !is) return null;
  const entered = !was && before !== null && post.type === "signal_update";
  const { expiresAt } = entered ? message : post;
  const sent: Post = entered ? { ...post, type: "new_signal", data: after } : post;
  const text = textOf({ ...sent, expiresAt: null });
  if (dialect === "signals.v1") return text;
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

function merged(before: OpenSignal | null, post: Post, seq: number, ts: number): OpenSignal {
  const { signalType, id, data } = post;
  if (post.type === "new_signal") {
    return { signalType, seq, ts, data, expiresAt: post.expiresAt, opened: { seq, post } };
  }
  const known = before?.data ?? new Map([["id", id]]);
  const { expiresAt = null, opened = null } = before ?? {};
  return { signalType, seq, ts, data: new Map([...known, ...data]), expiresAt, opened };
}

function endOf({ expiresAt, ts }: Pick<OpenSignal, "expiresAt" | "ts">): number {
  return expiresAt ?? ts + LIMITS.bookAgeMs;
}

function dataText(data: Data): string {
  return `{${[...data].map(([key, value]) => `"${key}":${value}`).join()}}`;
}
