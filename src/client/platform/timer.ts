// The one timer of a client.

import type { Platform } from "./platform.ts";

/** A longer delay overflows the 32 bits of `setTimeout` and fires at once, milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Calls back at the given moment at the latest. It may call too early, and its owner then sets it again. */
export class Timer {
  readonly #platform: Platform;
  readonly #onTimer: () => void;
  #due = Infinity;
  #cancel: () => void = () => undefined;

  constructor(platform: Platform, onTimer: () => void) {
    this.#platform = platform;
    this.#onTimer = onTimer;
  }

  /** `due` is in Unix milliseconds. `Infinity` stops the timer. */
  set(due: number): void {
    // An earlier timer stays. It finds nothing due, and costs less than a new timer for each message.
    if (due < Infinity && this.#due <= due) return;
    this.#cancel();
    this.#due = due;
    if (due === Infinity) return;
    const delay = Math.min(Math.max(0, due - this.#platform.now()), MAX_DELAY_MS);
    this.#cancel = this.#platform.after(delay, () => {
      this.#due = Infinity;
      this.#onTimer();
    });
  }
}
