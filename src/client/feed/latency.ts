// How long messages travel, measured by the service's clock, this clock and the round trip of a ping.

/** How many of the latest messages count. */
const SAMPLE_SIZE = 1_000;

/**
 * Measured times in milliseconds. Each is `null` until something was measured.
 *
 * @example
 * ```ts
 * import { SignalClient, type Latency } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * client.on("latency", ({ p50, p99, messages }: Latency) => console.log(p50, p99, messages));
 * ```
 */
export interface Latency {
  /** To the service and back, of the latest ping. */
  readonly roundTrip: number | null;
  /** How far the service's clock is ahead of this one. Negative where it is behind. */
  readonly clockOffset: number | null;
  /** From stored by the service to handed over, of up to 1,000 live messages. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** How many messages the percentiles count. */
  readonly messages: number;
}

/** Measures the latency of one client. All arguments are Unix milliseconds. */
export class LatencyMeter {
  #ages: number[] = [];
  #next = 0;
  #pingedAt = 0;
  #roundTrip: number | null = null;
  /** The shortest round trip since the service sent its time. It bounds the error of the offset best. */
  #minRoundTrip = Infinity;
  #clockOffset: number | null = null;
  #serverTimeSample: { readonly serverTime: number; readonly at: number } | null = null;

  /** The service sent its time. The frame travelled for half a round trip. */
  onServerTime(serverTime: number, now: number): void {
    this.#serverTimeSample = { serverTime, at: now };
    this.#minRoundTrip = Infinity;
    this.#clockOffset = serverTime - now;
  }

  /** A ping leaves. */
  onPing(now: number): void {
    this.#pingedAt = now;
  }

  /** The pong arrived. */
  onPong(now: number): void {
    const roundTrip = now - this.#pingedAt;
    this.#roundTrip = roundTrip;
    if (this.#serverTimeSample === null || roundTrip >= this.#minRoundTrip) return;
    this.#minRoundTrip = roundTrip;
    this.#clockOffset =
      this.#serverTimeSample.serverTime + roundTrip / 2 - this.#serverTimeSample.at;
  }

  /** A live message arrived. The service stored it at `ts` by its own clock. */
  onMessage(ts: number, now: number): void {
    if (this.#clockOffset === null) return;
    // Clocks are read to the millisecond, so a message may seem to arrive before it left.
    this.#ages[this.#next] = Math.max(0, now + this.#clockOffset - ts);
    this.#next = (this.#next + 1) % SAMPLE_SIZE;
  }

  /** How far the service's clock is ahead, milliseconds. 0 until it was measured. */
  get clockOffset(): number {
    return this.#clockOffset ?? 0;
  }

  /** All figures. Sorts up to 1,000 ages. */
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
