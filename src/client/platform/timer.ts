// The one timer of a client.

import type { Platform } from "./platform.ts";

/** Longer delays overflow the platforms' timers. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Rings at a moment at the latest. It may ring too early: then it is set anew. */
export class Timer {
  readonly #platform: Platform;
  readonly #onTimer: () => void;
  #due = Infinity;
  #cancel: () => void = () => undefined;

  constructor(platform: Platform, onTimer: () => void) {
    this.#platform = platform;
    this.#onTimer = onTimer;
  }

  /** `due` is in Unix milliseconds; `Infinity` for never. */
  set(due: number): void {
    // One that rings too early finds nothing due: cheaper than a new one for each message.
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
