// How much of the book and the log one user may make the hub look through: nobody is served while it does.

import { LIMITS } from "../protocol/limits.ts";

/** Counts the rows that were looked at, ever. */
export interface Looked {
  readonly looked: number;
}

interface Account {
  /** Rows that are left; below 0 where the last look took more than there were. */
  readonly rows: number;
  /** Unix milliseconds of the last look. */
  readonly at: number;
}

export class UserBudget {
  readonly #sources: readonly Looked[];
  /** Lost in sleep without harm: a hub that sleeps is looking through nothing. */
  readonly #accounts = new Map<string, Account>();

  constructor(sources: readonly Looked[]) {
    this.#sources = sources;
  }

  /**
   * Does the work and charges the user for what was looked through meanwhile; `null`, and nothing is done, for
   * a user who has no rows left. What it takes is known only afterwards: the last look may go into debt.
   */
  spend<Answer>(userId: string, now: number, work: () => Answer): Answer | null {
    const left = leftOf(this.#accounts.get(userId), now);
    if (left <= 0) return null;
    const before = this.#looked();
    const answer = work();
    const rows = left - (this.#looked() - before);
    if (rows < LIMITS.lookedRows) this.#accounts.set(userId, { rows, at: now });
    else this.#accounts.delete(userId);
    return answer;
  }

  #looked(): number {
    return this.#sources.reduce((sum, { looked }) => sum + looked, 0);
  }
}

/** Refilled evenly over the window. */
function leftOf(account: Account | undefined, now: number): number {
  const { lookedRows, lookedRowsWindowMs } = LIMITS;
  if (account === undefined) return lookedRows;
  const refilled = (Math.max(0, now - account.at) * lookedRows) / lookedRowsWindowMs;
  return Math.min(lookedRows, account.rows + refilled);
}
