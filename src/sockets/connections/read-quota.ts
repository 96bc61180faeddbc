// How much of the book and the log one user may make the hub look through: nobody is served while it does.

import { LIMITS } from "../../protocol/limits.ts";

/** Counts the rows that were looked at, ever. */
export interface RowCounter {
  readonly rowsScanned: number;
}

interface QuotaState {
  /** Rows that are left; below 0 where the last look took more than there were. */
  readonly rows: number;
  /** Unix milliseconds of the last look. */
  readonly at: number;
}

export class ReadQuota {
  readonly #sources: readonly RowCounter[];
  /** Lost in sleep without harm: a hub that sleeps is looking through nothing. */
  readonly #states = new Map<string, QuotaState>();

  constructor(sources: readonly RowCounter[]) {
    this.#sources = sources;
  }

  /**
   * Does the work and charges the user for what was looked through meanwhile; `null`, and nothing is done, for
   * a user who has no rows left. What it takes is known only afterwards: the last look may go into debt.
   */
  charge<Answer>(userId: string, now: number, work: () => Answer): Answer | null {
    const left = remainingRows(this.#states.get(userId), now);
    if (left <= 0) return null;
    const before = this.#rowsScanned();
    const answer = work();
    const rows = left - (this.#rowsScanned() - before);
    if (rows < LIMITS.scannedRows) this.#states.set(userId, { rows, at: now });
    else this.#states.delete(userId);
    return answer;
  }

  #rowsScanned(): number {
    return this.#sources.reduce((sum, { rowsScanned: looked }) => sum + looked, 0);
  }
}

/** Refilled evenly over the window. */
function remainingRows(account: QuotaState | undefined, now: number): number {
  const { scannedRows: lookedRows, scannedRowsWindowMs: lookedRowsWindowMs } = LIMITS;
  if (account === undefined) return lookedRows;
  const refilled = (Math.max(0, now - account.at) * lookedRows) / lookedRowsWindowMs;
  return Math.min(lookedRows, account.rows + refilled);
}
