// The open signals that a client knows, merged as the service merges them.

import { matches } from "../../protocol/filter-match.ts";
import type { Filter } from "../../protocol/filter.ts";
import { signalKey, type AnyMessage, type AnySignal } from "./signals.ts";

/** A signal that doesn't say when it ends leaves the service's book this long after its last message, milliseconds. */
const SIGNAL_TTL_MS = 7 * 24 * 3_600_000;

export class SignalStore {
  /** Oldest first: a signal keeps its place when it changes. */
  readonly #signals = new Map<string, AnySignal>();
  /** Every type seen: few, so that an id is found without a list of its own. */
  readonly #types = new Set<string>();
  #all: readonly AnySignal[] | null = null;
  /** No signal ends before this moment, Unix milliseconds by the service's clock. */
  #nextExpiry = Infinity;

  /** Newest first. The same array until something changes. */
  get all(): readonly AnySignal[] {
    this.#all ??= [...this.#signals.values()].toReversed();
    return this.#all;
  }

  get nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** By id, of any type unless one is given; or by key. */
  get(id: number | string, signalType?: string): AnySignal | undefined {
    const types = signalType === undefined ? this.#types : [signalType];
    for (const type of types) {
      const found = this.#signals.get(signalKey(type, id, String(id)));
      if (found !== undefined) return found;
    }
    return this.#signals.get(String(id));
  }

  /** A snapshot, the last changed first, takes the place of all that was known. */
  replace(signals: readonly AnySignal[]): void {
    this.#all = null;
    this.#signals.clear();
    this.#nextExpiry = Infinity;
    for (const signal of signals.toReversed()) this.#put(signal);
  }

  /** An update may carry a signal past the filter: then it is gone from here as it is from the feed. */
  apply(message: AnyMessage, filter: Filter): void {
    this.#all = null;
    if (message.type === "new_signal") {
      // A signal that enters the filter again comes to the front again.
      this.#signals.delete(message.key);
      this.#put({
        ...toSignal(message),
        ...(message.expires_at !== undefined && { expires_at: message.expires_at }),
      });
      return;
    }
    const stored = this.#signals.get(message.key);
    const { key, signal_type: type, signal_id: id } = message;
    // An update of a signal that nobody knew starts a record: its id is all that is known besides.
    const rawId = typeof id === "string" ? id : key.slice(type.length + 1);
    const merged: AnySignal = {
      ...(stored ?? toSignal(message)),
      data: { ...(stored?.data ?? { id }), ...message.data },
      raw: { ...(stored?.raw ?? { id: rawId }), ...message.raw },
      seq: message.seq,
      ts: message.ts,
    };
    if (passes(filter, merged)) this.#put(merged);
    else this.#signals.delete(message.key);
  }

  /** Forgets what has ended by `now`, the service's clock; whether anything was. */
  expire(now: number): boolean {
    if (now < this.#nextExpiry) return false;
    this.#nextExpiry = Infinity;
    const sizeBefore = this.#signals.size;
    for (const [key, signal] of this.#signals) {
      const expiry = expiryOf(signal);
      if (expiry <= now) this.#signals.delete(key);
      else this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
    }
    if (this.#signals.size === sizeBefore) return false;
    this.#all = null;
    return true;
  }

  #put(signal: AnySignal): void {
    this.#types.add(signal.signal_type);
    this.#signals.set(signal.key, signal);
    this.#nextExpiry = Math.min(this.#nextExpiry, expiryOf(signal));
  }
}

function toSignal({ key, signal_type, signal_id: id, data, raw, seq, ts }: AnyMessage): AnySignal {
  return { key, signal_type, id, data, raw, seq, ts };
}

function expiryOf({ expires_at, ts }: AnySignal): number {
  return expires_at === undefined ? ts + SIGNAL_TTL_MS : Date.parse(expires_at);
}

function passes(filter: Filter, { signal_type: signalType, data }: AnySignal): boolean {
  const { coin_name: coin, position, spread } = data;
  return matches(filter, {
    signalType,
    coinName: typeof coin === "string" ? coin : null,
    position: typeof position === "string" ? position : null,
    spread: typeof spread === "number" ? spread : null,
  });
}
