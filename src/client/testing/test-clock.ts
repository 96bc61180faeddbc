// A clock that moves when it is told to: what is due happens in order, each at its own moment.

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

export class TestClock {
  #now: number;
  #order = 0;
  readonly #due = new Set<Due>();

  /** `now` is Unix milliseconds. */
  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** What is waiting for its time. */
  get pending(): number {
    return this.#due.size;
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order, callback };
    this.#due.add(due);
    return () => this.#due.delete(due);
  }

  /** Lets `ms` pass, and all that they bring about; resolves when nothing is left to happen at the new time. */
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

  /** Time passes and nothing happens: a tab that is frozen. What was due is due at the next `advance`. */
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

/** Every promise that can settle without time has settled. */
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
