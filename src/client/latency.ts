// How long a message was on its way, measured: the service's clock against this one, and the way by a ping.

/** How many of the latest messages are counted. */
const KEPT = 1_000;

/** Milliseconds; `null` until something was measured. */
export interface Latency {
  /** To the service and back, of the latest ping. */
  readonly roundTrip: number | null;
  /** What the service's clock shows more than this one. */
  readonly clockOffset: number | null;
  /** From stored to handed over, of up to 1,000 live messages. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly messages: number;
}

export class LatencyMeter {
  #ages: number[] = [];
  #next = 0;
  #roundTrip: number | null = null;
  /** The shortest way seen: the best witness of what the clocks differ by. */
  #shortest = Infinity;
  #serverAhead: number | null = null;
  #greeted: { readonly serverTime: number; readonly at: number } | null = null;

  /** The service said what its clock shows; it was on its way for half a round trip. */
  greeted(serverTime: number, now: number): void {
    this.#greeted = { serverTime, at: now };
    this.#shortest = Infinity;
    this.#serverAhead = serverTime - now;
  }

  answered(roundTrip: number): void {
    this.#roundTrip = roundTrip;
    if (this.#greeted === null || roundTrip >= this.#shortest) return;
    this.#shortest = roundTrip;
    this.#serverAhead = this.#greeted.serverTime + roundTrip / 2 - this.#greeted.at;
  }

  /** A live message that was stored at `ts`, the service's clock. */
  arrived(ts: number, now: number): void {
    if (this.#serverAhead === null) return;
    // A clock that is read to the millisecond may show an arrival before its departure.
    this.#ages[this.#next] = Math.max(0, now + this.#serverAhead - ts);
    this.#next = (this.#next + 1) % KEPT;
  }

  get serverAhead(): number {
    return this.#serverAhead ?? 0;
  }

  read(): Latency {
    const ages = this.#ages.toSorted((a, b) => a - b);
    const at = (share: number) => ages[Math.ceil(ages.length * share) - 1] ?? null;
    return {
      roundTrip: this.#roundTrip,
      clockOffset: this.#serverAhead,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      messages: ages.length,
    };
  }
}
