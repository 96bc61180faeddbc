// Quantiles of a histogram, estimated from its buckets as Prometheus's `histogram_quantile` does.

/** One bucket of a histogram. */
export interface Bucket {
  /** The upper bound. The lower bound is the one before it, or 0. */
  readonly bound: number;
  readonly count: number;
}

/**
 * The value below which a share of all values lies. `null` for an empty histogram. Each bucket's values are taken as
 * evenly spread. `more` values lie above the last bound, and count as the last bound.
 */
export function quantileOf(buckets: readonly Bucket[], more: number, share: number): number | null {
  const total = buckets.reduce((sum, { count }) => sum + count, more);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  let lower = 0;
  for (const { bound, count } of buckets) {
    if (count > 0 && below + count >= rank) {
      return lower + ((bound - lower) * Math.max(0, rank - below)) / count;
    }
    below += count;
    lower = bound;
  }
  return lower;
}
