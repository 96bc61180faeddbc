// The token bucket behind every limit on one client or user. It holds `size` tokens and refills evenly.

/** A bucket's state. Below 0 it is in debt. */
export interface Bucket {
  readonly tokens: number;
  /** When it held them, Unix milliseconds. */
  readonly at: number;
}

/** A bucket's size in tokens, and its refill time in milliseconds. */
export interface BucketLimit {
  readonly size: number;
  readonly windowMs: number;
}

/** The tokens at `now`. `undefined` is a full bucket. A clock set back adds none. */
export function tokensAt(bucket: Bucket | undefined, now: number, limit: BucketLimit): number {
  if (bucket === undefined) return limit.size;
  const refilled = (Math.max(0, now - bucket.at) * limit.size) / limit.windowMs;
  return Math.min(limit.size, bucket.tokens + refilled);
}

/** The bucket after one token was taken, or `null` where it holds less than one. */
export function takeToken(
  bucket: Bucket | undefined,
  now: number,
  limit: BucketLimit,
): Bucket | null {
  const tokens = tokensAt(bucket, now, limit);
  return tokens < 1 ? null : { tokens: tokens - 1, at: now };
}
