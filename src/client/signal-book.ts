// The open signals that a client knows, merged as the service merges them.

import { matches } from "../protocol/filter-match.ts";
import type { Filter } from "../protocol/filter.ts";
import { keyOf, type AnyMessage, type AnySignal } from "./signals.ts";

/** A signal that doesn't say when it ends leaves the service's book this long after its last message, milliseconds. */
const BOOK_AGE_MS = 7 * 24 * 3_600_000;

export class SignalBook {
  /** Oldest first: a signal keeps its place when it changes. */
  readonly #signals = new Map<string, AnySignal>();
  /** Every type seen: few, so that an id is found without a list of its own. */
  readonly #types = new Set<string>();
  #list: readonly AnySignal[] | null = null;
  /** No signal ends before this moment, Unix milliseconds by the service's clock. */
  #soonestEnd = Infinity;

  /** Newest first. The same array until something changes. */
  get list(): readonly AnySignal[] {
    this.#list ??= [...this.#signals.values()].toReversed();
    return this.#list;
  }

  get soonestEnd(): number {
    return this.#soonestEnd;
  }

  /** By id, of any type unless one is given; or by key. */
  find(id: number | string, signalType?: string): AnySignal | undefined {
    const types = signalType === undefined ? this.#types : [signalType];
    for (const type of types) {
      const found = this.#signals.get(keyOf(type, id, String(id)));
      if (found !== undefined) return found;
    }
    return this.#signals.get(String(id));
  }

  /** A snapshot, the last changed first, takes the place of all that was known. */
  replace(signals: readonly AnySignal[]): void {
    this.#list = null;
    this.#signals.clear();
    this.#soonestEnd = Infinity;
    for (const signal of signals.toReversed()) this.#put(signal);
  }

  /** An update may carry a signal past the filter: then it is gone from here as it is from the feed. */
  apply(message: AnyMessage, filter: Filter): void {
    this.#list = null;
    if (message.type === "new_signal") {
      // A signal that enters the filter again comes to the front again.
      this.#signals.delete(message.key);
      this.#put({
        ...signalOf(message),
        ...(message.expires_at !== undefined && { expires_at: message.expires_at }),
      });
      return;
    }
    const known = this.#signals.get(message.key);
    const { key, signal_type: type, signal_id: id } = message;
    // An update of a signal that nobody knew starts a record: its id is all that is known besides.
    const idDigits = typeof id === "string" ? id : key.slice(type.length + 1);
    const merged: AnySignal = {
      ...(known ?? signalOf(message)),
      data: { ...(known?.data ?? { id }), ...message.data },
      digits: { ...(known?.digits ?? { id: idDigits }), ...message.digits },
      seq: message.seq,
      ts: message.ts,
    };
    if (passes(filter, merged)) this.#put(merged);
    else this.#signals.delete(message.key);
  }

  /** Forgets what has ended by `now`, the service's clock; whether anything was. */
  expire(now: number): boolean {
    if (now < this.#soonestEnd) return false;
    this.#soonestEnd = Infinity;
    const before = this.#signals.size;
    for (const [key, signal] of this.#signals) {
      const end = endOf(signal);
      if (end <= now) this.#signals.delete(key);
      else this.#soonestEnd = Math.min(this.#soonestEnd, end);
    }
    if (this.#signals.size === before) return false;
    this.#list = null;
    return true;
  }

  #put(signal: AnySignal): void {
    this.#types.add(signal.signal_type);
    this.#signals.set(signal.key, signal);
    this.#soonestEnd = Math.min(this.#soonestEnd, endOf(signal));
  }
}

function signalOf({
  key,
  signal_type,
  signal_id: id,
  data,
  digits,
  seq,
  ts,
}: AnyMessage): AnySignal {
  return { key, signal_type, id, data, digits, seq, ts };
}

function endOf({ expires_at, ts }: AnySignal): number {
  return expires_at === undefined ? ts + BOOK_AGE_MS : Date.parse(expires_at);
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
