// What the ledger's producers post: new signals and updates in a seeded mix, in singles and batches.

import { seededRandom } from "../../../../src/cli/demo/seeded-random.ts";
import { COINS, SIGNAL_TYPES, type Data } from "./filters.ts";

/** One message before the hub gave it a number. */
export interface Draft {
  /** Stands in the data as `n`: no two messages of a run have the same. */
  readonly marker: number;
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  readonly id: number | string;
  readonly data: Data;
}

export type Batch = readonly Draft[];

/** Signals that every producer updates, opened by nobody at first: an update starts their records. */
const SHARED_IDS = 24;

const MAX_BATCH = 60;

/**
 * Each producer's batches, together this many messages. The same seed gives the same batches. `memo` stands in
 * every message; `unknownUpdateRatio` is the part of them, 0 to 1, that updates a shared signal, and `batch` the most in a post.
 */
export function planFeed(
  producers: number,
  messages: number,
  seed: number,
  {
    memo,
    unknownUpdateRatio = 0.08,
    batch = MAX_BATCH,
  }: { readonly memo?: string; readonly unknownUpdateRatio?: number; readonly batch?: number } = {},
): readonly Batch[][] {
  let marker = 0;
  return Array.from({ length: producers }, (_, producer) => {
    const random = seededRandom(seed * 1_000 + producer);
    const author = new Author(producer, random, memo, unknownUpdateRatio);
    const batches: Batch[] = [];
    let remaining = Math.floor(messages / producers) + (producer < messages % producers ? 1 : 0);
    while (remaining > 0) {
      const chosen = random() < 0.5 ? 1 : 1 + Math.ceil(random() * (batch - 1));
      const size = Math.min(remaining, chosen);
      batches.push(Array.from({ length: size }, () => author.write((marker += 1))));
      remaining -= size;
    }
    return batches;
  });
}

/** The message as it is posted. */
export function bodyOf({ type, signalType, id, data }: Draft): string {
  return type === "new_signal"
    ? JSON.stringify({ type, signal_type: signalType, data })
    : JSON.stringify({ type, signal_type: signalType, signal_id: id, data });
}

class Author {
  readonly #producer: number;
  readonly #random: () => number;
  readonly #opened: { readonly signalType: string; readonly id: number | string }[] = [];
  readonly #unknownUpdateRatio: number;
  readonly #memo: { readonly memo?: string };
  #openedShared = 0;

  constructor(
    producer: number,
    random: () => number,
    memo: string | undefined,
    unknownUpdateRatio: number,
  ) {
    this.#producer = producer;
    this.#random = random;
    this.#unknownUpdateRatio = unknownUpdateRatio;
    this.#memo = memo === undefined ? {} : { memo };
  }

  write(marker: number): Draft {
    const chance = this.#random();
    if (chance < this.#unknownUpdateRatio)
      return this.#update(marker, this.#sharedSignal(this.#below(SHARED_IDS)));
    // Half of the shared signals are opened in the end, each by one producer, over its record.
    const next = this.#producer + this.#openedShared * 16;
    if (chance < this.#unknownUpdateRatio + 0.005 && next < SHARED_IDS / 2) {
      this.#openedShared += 1;
      return this.#open(marker, this.#sharedSignal(next));
    }
    const openedDraft = this.#opened[this.#below(this.#opened.length)];
    if (chance < this.#unknownUpdateRatio + 0.32 || openedDraft === undefined) {
      const number = (this.#producer + 1) * 1_000_000 + this.#opened.length;
      const id = this.#random() < 0.1 ? `s-${number}` : number;
      const signal = { signalType: this.#pick(SIGNAL_TYPES), id };
      this.#opened.push(signal);
      return this.#open(marker, signal);
    }
    return this.#update(marker, openedDraft);
  }

  #sharedSignal(index: number): { readonly signalType: string; readonly id: number } {
    return { signalType: SIGNAL_TYPES[index % SIGNAL_TYPES.length] ?? "mexc_dex", id: index + 1 };
  }

  #open(
    marker: number,
    signal: { readonly signalType: string; readonly id: number | string },
  ): Draft {
    const data = {
      id: signal.id,
      coin_name: this.#pick(COINS),
      ...(this.#random() < 0.9 && { position: this.#pick(["LONG", "SHORT"]) }),
      spread: this.#spread(),
      n: marker,
      ...this.#memo,
    };
    return { marker, type: "new_signal", ...signal, data };
  }

  #update(
    marker: number,
    signal: { readonly signalType: string; readonly id: number | string },
  ): Draft {
    const data = {
      n: marker,
      ...this.#memo,
      ...(this.#random() < 0.8 && { spread: this.#spread() }),
      ...(this.#random() < 0.15 && { position: this.#pick(["LONG", "SHORT"]) }),
      ...(this.#random() < 0.05 && { coin_name: this.#pick(COINS) }),
      ...(this.#random() < 0.3 && { price: this.#below(1_000_000) / 1_000 }),
    };
    return { marker, type: "signal_update", ...signal, data };
  }

  /** Around the filters' thresholds, of either sign, and sometimes nothing that can be compared. */
  #spread(): number | string | null {
    const chance = this.#random();
    if (chance < 0.02) return null;
    if (chance < 0.03) return "9.9";
    return Math.round((this.#random() * 24 - 12) * 100) / 100;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.#below(values.length)] ?? values[0];
  }
}
