// A quantile out of a histogram's buckets, as Prometheus's `histogram_quantile` estimates it.

export interface Bucket {
  /** The bucket's upper bound; its lower one is the bound before, at first 0. */
  readonly bound: number;
  readonly count: number;
}

/**
 * The value below which a share of all values lies, taking each bucket's for evenly spread; `null` of none.
 * Of values above the last bound (`more` of them) no more is known than that.
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
