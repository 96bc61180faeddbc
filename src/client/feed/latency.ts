// How long a message was on its way, measured: the service's clock against this one, and the way by a ping.

/** How many of the latest messages are counted. */
const SAMPLE_SIZE = 1_000;

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
  #minRoundTrip = Infinity;
  #clockOffset: number | null = null;
  #serverTimeSample: { readonly serverTime: number; readonly at: number } | null = null;

  /** The service said what its clock shows; it was on its way for half a round trip. */
  onServerTime(serverTime: number, now: number): void {
    this.#serverTimeSample = { serverTime, at: now };
    this.#minRoundTrip = Infinity;
    this.#clockOffset = serverTime - now;
  }

  onPong(roundTrip: number): void {
    this.#roundTrip = roundTrip;
    if (this.#serverTimeSample === null || roundTrip >= this.#minRoundTrip) return;
    this.#minRoundTrip = roundTrip;
    this.#clockOffset =
      this.#serverTimeSample.serverTime + roundTrip / 2 - this.#serverTimeSample.at;
  }

  /** A live message that was stored at `ts`, the service's clock. */
  onMessage(ts: number, now: number): void {
    if (this.#clockOffset === null) return;
    // A clock that is read to the millisecond may show an arrival before its departure.
    this.#ages[this.#next] = Math.max(0, now + this.#clockOffset - ts);
    this.#next = (this.#next + 1) % SAMPLE_SIZE;
  }

  get clockOffset(): number {
    return this.#clockOffset ?? 0;
  }

  read(): Latency {
    const ages = this.#ages.toSorted((a, b) => a - b);
    const percentile = (fraction: number) => ages[Math.ceil(ages.length * fraction) - 1] ?? null;
    return {
      roundTrip: this.#roundTrip,
      clockOffset: this.#clockOffset,
      p50: percentile(0.5),
      p95: percentile(0.95),
      p99: percentile(0.99),
      messages: ages.length,
    };
  }
}
