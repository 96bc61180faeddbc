// Plans the producers' messages as a seeded mix of new signals and updates, single and in batches.

import { seededRandom } from "../../../../src/cli/demo/seeded-random.ts";
import { COINS, SIGNAL_TYPES, type Data } from "./filters.ts";

/** One message before the hub assigns its `seq`. */
export interface Draft {
  /** Unique in a run. The data holds it as `n`. */
  readonly marker: number;
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  readonly id: number | string;
  readonly data: Data;
}

export type Batch = readonly Draft[];

/** Signals shared by all producers. An update starts their records, for nobody opened them before. */
const SHARED_IDS = 24;

const MAX_BATCH = 60;

/**
 * Returns each producer's batches, with this many messages in total. The same seed gives the same batches. Each
 * message holds `memo`. `unknownUpdateRatio`, 0 to 1, is the part of updates of shared signals. `batch` is the
 * maximum number of messages in a publish request.
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

/** Returns the message as a publish request has it. */
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
    // Half of the shared signals are opened later, each by one producer, over their records.
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

  /** A number around the filters' thresholds, of either sign, or rarely a value without an order. */
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
