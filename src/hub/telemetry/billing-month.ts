// What the hub counted since the calendar month began, UTC: what the platform bills by.

import type { BillingMonth } from "../../protocol/hub-stats.ts";

/** What is billed, as counted since the log began. Of a client's frames twenty are one request. */
export interface Billed {
  /** Requests, times twenty: a frame is one. Whole numbers, so that nothing is lost by adding. */
  readonly twentieths: number;
  readonly rows: number;
}

/** What had been counted when a month began. */
export interface MonthStart extends Billed {
  /** The month as a number: 202611 is November 2026. */
  readonly month: number;
}

const TWENTY = 20;

export function billedOf(requests: number, frames: number, rows: number): Billed {
  return { twentieths: requests * TWENTY + frames, rows };
}

/**
 * The month that goes on, or begins now with what was counted until now. A clock that was set back begins
 * none; without a start, as in a log from before months were counted, this one begins late.
 */
export function startOf(before: MonthStart | null, counted: Billed, now: number): MonthStart {
  const date = new Date(now);
  const month = date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
  return before !== null && before.month >= month ? before : { month, ...counted };
}

export function monthSince({ month, twentieths, rows }: MonthStart, counted: Billed): BillingMonth {
  return {
    name: `${Math.floor(month / 100)}-${String(month % 100).padStart(2, "0")}`,
    requests: Math.ceil((counted.twentieths - twentieths) / TWENTY),
    rows: counted.rows - rows,
  };
}
