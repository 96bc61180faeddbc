// A clock that moves on request. Everything due happens in order, each at its own moment.

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * The clock of a `TestFeed`.
 *
 * @example
 * ```ts
 * import { TestClock } from "signal-hub/testing";
 *
 * const clock = new TestClock(Date.UTC(2026, 0, 1));
 * clock.after(1_000, () => console.log("a second later"));
 * await clock.advance(1_000);
 * ```
 */
export class TestClock {
  #now: number;
  #order = 0;
  readonly #due = new Set<Due>();

  /** `now` is Unix milliseconds. */
  constructor(now: number) {
    this.#now = now;
  }

  /** Unix milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** The number of pending timers. */
  get pending(): number {
    return this.#due.size;
  }

  /** Calls back after so many milliseconds. The returned function cancels the call. */
  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order, callback };
    this.#due.add(due);
    return () => this.#due.delete(due);
  }

  /** Lets so many milliseconds pass. Resolves when nothing is left to happen at the new time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#nextDue();
      if (next === undefined || next.at > end) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }

  /** Lets time pass without any timer, as in a frozen tab. The timers fire at the next `advance`. */
  freeze(ms: number): void {
    this.#now += ms;
  }

  #nextDue(): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#due) {
      if (
        first === undefined ||
        due.at < first.at ||
        (due.at === first.at && due.order < first.order)
      ) {
        first = due;
      }
    }
    return first;
  }
}

/** Resolves once every promise without a timer has settled. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(null);
    });
  }
}
