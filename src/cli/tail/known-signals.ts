// What is known of a signal from its first message: its updates name neither coin nor position.

export interface KnownSignal {
  readonly coin: string;
  readonly position: string;
}

/** The most recently opened signals, by their id as written. */
export class KnownSignals {
  readonly #signals = new Map<string, KnownSignal>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  set(id: string, signal: KnownSignal): void {
    this.#signals.set(id, signal);
    const [oldest] = this.#signals.keys();
    if (this.#signals.size > this.#capacity && oldest !== undefined) this.#signals.delete(oldest);
  }

  get(id: string): KnownSignal | undefined {
    return this.#signals.get(id);
  }
}
