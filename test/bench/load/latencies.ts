// A histogram of latencies. A million of them need no more memory than one.

const BIN_MS = 0.25;
const BINS = 80_000;

export class Latencies {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;

  /** Adds a latency in milliseconds. More than 20 s counts as 20 s. */
  add(ms: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(ms / BIN_MS)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count += 1;
  }

  /** Returns the percentile in milliseconds, with `part` from 0 to 1. It is 0 without a latency. */
  percentile(part: number): number {
    let left = part * this.#count;
    if (this.#count === 0) return 0;
    for (const [bin, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return (bin + 1) * BIN_MS;
    }
    return BINS * BIN_MS;
  }
}
