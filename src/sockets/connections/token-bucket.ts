// How often one client may speak: a bucket that refills evenly.

export interface Bucket {
  readonly tokens: number;
  /** Unix milliseconds of the last take. */
  readonly at: number;
}

/** The bucket after one take, or `null` when it is empty. `bucket` is `undefined` for a new client. */
export function takeToken(
  bucket: Bucket | undefined,
  now: number,
  size: number,
  windowMs: number,
): Bucket | null {
  const refilled =
    bucket === undefined
      ? size
      : Math.min(size, bucket.tokens + (Math.max(0, now - bucket.at) * size) / windowMs);
  if (refilled < 1) return null;
  return { tokens: refilled - 1, at: now };
}
