// The open signals of a client, merged by the rules of the service.

import { matches } from "../../protocol/filter-match.ts";
import type { Filter } from "../../protocol/filter.ts";
import { signalKey, type AnyMessage, type AnySignal } from "./signals.ts";

/** A signal without an end leaves the service's store this long after its last message, milliseconds. */
const SIGNAL_TTL_MS = 7 * 24 * 3_600_000;

/** The open signals by key, newest first. */
export class SignalStore {
  /** Oldest first. A signal keeps its place when it changes. */
  readonly #signals = new Map<string, AnySignal>();
  /** Every type seen. There are few, so a look-up by id tries each. */
  readonly #types = new Set<string>();
  #all: readonly AnySignal[] | null = null;
  #nextExpiry = Infinity;

  /** Newest first. The same array until something changes. */
  get all(): readonly AnySignal[] {
    this.#all ??= [...this.#signals.values()].toReversed();
    return this.#all;
  }

  /** No signal ends before this moment, Unix milliseconds by the service's clock. */
  get nextExpiry(): number {
    return this.#nextExpiry;
  }

  /** A signal by its key or by its id. Without a type, the first type with this id counts. */
  get(id: number | string, signalType?: string): AnySignal | undefined {
    const types = signalType === undefined ? this.#types : [signalType];
    for (const type of types) {
      const found = this.#signals.get(signalKey(type, id, String(id)));
      if (found !== undefined) return found;
    }
    return this.#signals.get(String(id));
  }

  /** Replaces all signals by those of a snapshot, last changed first. */
  replace(signals: readonly AnySignal[]): void {
    this.#all = null;
    this.#signals.clear();
    this.#nextExpiry = Infinity;
    for (const signal of signals.toReversed()) this.#put(signal);
  }

  /** Merges a message. An update may move a signal out of the filter, and the signal then leaves the store. */
  apply(message: AnyMessage, filter: Filter): void {
    this.#all = null;
    if (message.type === "new_signal") {
      // It may enter the filter again, and is then the newest again.
      this.#signals.delete(message.key);
      this.#put(toSignal(message));
      return;
    }
    const { key, signal_type: type, signal_id: id, seq, ts } = message;
    // An update of an unknown signal starts a record with its id alone.
    const rawId = typeof id === "string" ? id : key.slice(type.length + 1);
    const stored: AnySignal = this.#signals.get(key) ?? {
      ...toSignal(message),
      data: { id },
      raw: { id: rawId },
    };
    const merged: AnySignal = {
      ...stored,
      data: { ...stored.data, ...message.data },
      raw: { ...stored.raw, ...message.raw },
      seq,
      ts,
    };
    if (passes(filter, merged)) this.#put(merged);
    else this.#signals.delete(key);
  }

  /** Removes the signals that have ended by `now`, Unix milliseconds. Returns whether there were any. */
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

/** A signal from its first message. */
function toSignal(message: AnyMessage): AnySignal {
  const { type: _type, replayed: _replayed, signal_id: id, ...signal } = message;
  return { ...signal, id };
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
