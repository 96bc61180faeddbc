// The billed counts of the calendar month, UTC. The platform bills by this month.

import type { BillingMonth } from "../../protocol/stats/hub-stats.ts";

/** The billed counts since the log began. Twenty frames of clients are one request. */
export interface Billed {
  /** Twentieths of a request, so a frame counts 1 and sums stay whole. */
  readonly twentieths: number;
  readonly rows: number;
}

/** The counts at the beginning of a month. */
export interface MonthStart extends Billed {
  /** The month as a number, such as 202611 for November 2026. */
  readonly month: number;
}

const TWENTY = 20;

/** The billed counts from the counters. */
export function billedOf(requests: number, frames: number, rows: number): Billed {
  return { twentieths: requests * TWENTY + frames, rows };
}

/**
 * The start of the month of `now`: the one before while it lasts, or a new one with the counts until now. A clock that
 * was set back starts no month. A log without a start begins its first month late.
 */
export function startOf(before: MonthStart | null, counted: Billed, now: number): MonthStart {
  const date = new Date(now);
  const month = date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
  return before !== null && before.month >= month ? before : { month, ...counted };
}

/** The counts since the month's start, as the stats have them. */
export function monthSince({ month, twentieths, rows }: MonthStart, counted: Billed): BillingMonth {
  return {
    name: `${Math.floor(month / 100)}-${String(month % 100).padStart(2, "0")}`,
    requests: Math.ceil((counted.twentieths - twentieths) / TWENTY),
    rows: counted.rows - rows,
  };
}
