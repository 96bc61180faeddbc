// A plausible market. Signals open, their spreads revert to little, and they close.
//
// The same seed and id base give the same messages, except for times.

import { COINS, type Coin } from "./coins.ts";
import {
  closeText,
  newSignalText,
  SIGNAL_TYPES,
  updateText,
  type Quote,
  type SignalType,
} from "./market-text.ts";
import { normal, seededRandom } from "./seeded-random.ts";

const MIN_OPEN = 6;
const MAX_OPEN = 24;
const OPEN_PROBABILITY = 0.05;

/** Below this spread, in percent, there is nothing left to trade. */
const CONVERGED = 0.5;
/** The updates of a signal without convergence, before it closes. */
const MAX_UPDATES = 80;

/** One step of an Ornstein-Uhlenbeck process an update, with a pull towards the mean and noise, in percent. */
const REVERSION = { mean: 0.3, pull: 0.07, noise: 0.28 };

interface OpenSignal extends Quote {
  readonly id: number;
  readonly type: SignalType;
  updates: number;
}

/** The demo's market. */
export class Market {
  readonly #random: () => number;
  readonly #open: OpenSignal[] = [];
  #nextId: number;

  /** Ids count up from `idBase`. */
  constructor(seed: number, idBase: number) {
    this.#random = seededRandom(seed);
    this.#nextId = idBase;
  }

  /** The text of the next message. `now` is in Unix milliseconds. */
  next(now: number): string {
    const open = this.#open.length;
    const opensSignal = open < MIN_OPEN || (open < MAX_OPEN && this.#random() < OPEN_PROBABILITY);
    return opensSignal ? this.#openOne(now) : this.#updateOne();
  }

  #openOne(now: number): string {
    const { coin, type } = this.#freePair();
    const signal: OpenSignal = {
      id: this.#nextId,
      type,
      coin,
      position: this.#random() < 0.5 ? "LONG" : "SHORT",
      spread: 2 + Math.abs(3 * normal(this.#random)),
      price: coin.price * Math.exp(0.05 * normal(this.#random)),
      updates: 0,
    };
    this.#nextId += 1;
    this.#open.push(signal);
    return newSignalText(signal, now);
  }

  #updateOne(): string {
    const index = Math.floor(this.#random() * this.#open.length);
    const [signal] = this.#open.splice(index, 1);
    if (signal === undefined) throw new RangeError("an empty market can't move");

    const { mean, pull, noise } = REVERSION;
    const nextSpread = signal.spread + pull * (mean - signal.spread) + noise * normal(this.#random);
    signal.spread = Math.abs(nextSpread);
    signal.price *= Math.exp(0.002 * normal(this.#random));
    signal.updates += 1;
    if (signal.spread < CONVERGED || signal.updates >= MAX_UPDATES) return closeText(signal);

    this.#open.splice(index, 0, signal);
    return updateText(signal);
  }

  /** A coin and a type without an open signal. There are far more pairs than open signals. */
  #freePair(): { readonly coin: Coin; readonly type: SignalType } {
    const pairs = SIGNAL_TYPES.flatMap((type) => COINS.map((coin) => ({ coin, type })));
    const free = pairs.filter(
      ({ coin, type }) => !this.#open.some((one) => one.coin === coin && one.type === type),
    );
    const pair = free[Math.floor(this.#random() * free.length)];
    if (pair === undefined) throw new RangeError("every coin is taken");
    return pair;
  }
}
