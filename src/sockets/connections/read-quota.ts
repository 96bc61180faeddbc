// How many rows one user may make the object scan. A scan blocks everybody else on the object's one thread.

import { LIMITS } from "../../protocol/limits.ts";
import { tokensAt, type Bucket, type BucketLimit } from "./token-bucket.ts";

/** Counts the rows scanned since it was made. */
export interface RowCounter {
  readonly rowsScanned: number;
}

const ROWS: BucketLimit = { size: LIMITS.scannedRows, windowMs: LIMITS.scannedRowsWindowMs };

/** A token bucket of rows for each user. Hibernation forgets them, as a sleeping object scans nothing. */
export class ReadQuota {
  readonly #counters: readonly RowCounter[];
  readonly #buckets = new Map<string, Bucket>();

  constructor(counters: readonly RowCounter[]) {
    this.#counters = counters;
  }

  /**
   * Does the work and charges the user for the scanned rows. A user without rows gets `null`, and nothing is
   * done. The price is known only afterwards, so one piece of work may end in debt.
   */
  charge<Answer>(userId: string, now: number, work: () => Answer): Answer | null {
    const tokens = tokensAt(this.#buckets.get(userId), now, ROWS);
    if (tokens <= 0) return null;
    const before = this.#rowsScanned();
    const answer = work();
    const left = tokens - (this.#rowsScanned() - before);
    if (left < ROWS.size) this.#buckets.set(userId, { tokens: left, at: now });
    else this.#buckets.delete(userId);
    return answer;
  }

  #rowsScanned(): number {
    return this.#counters.reduce((sum, { rowsScanned }) => sum + rowsScanned, 0);
  }
}
