// How late messages came, as a histogram: a million of them cost no more memory than one.

const BIN_MS = 0.25;
const BINS = 80_000;

export class Latencies {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;

  /** Takes in one delay, milliseconds; what is past 20 s counts as 20 s. */
  add(ms: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(ms / BIN_MS)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count += 1;
  }

  /** The delay that this part (0 to 1) of them don't exceed, milliseconds; 0 of none. */
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
