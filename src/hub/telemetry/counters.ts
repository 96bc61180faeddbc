// What the hub counts of its life: cumulative numbers, kept in memory and carried through sleep by the log.
//
// A publication writes its row of the log anyway, and the counters ride in it: they cost no row of their own.
// What happens between the last publication and a sleep is therefore forgotten, and the numbers go on from
// what was stored. To whoever reads them that is a counter's ordinary reset.

import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { BillingMonth } from "../../protocol/hub-stats.ts";
import type { CloseErrorCode, ErrorCode } from "../../errors.ts";
import { billedOf, monthSince, startOf, type Billed, type MonthStart } from "./billing-month.ts";

/** Why a socket is gone: the row of the table with which the hub ended it, its client, or a failure. */
export type DisconnectReason = CloseErrorCode | "client" | "failed";

/** What reaches a hub, and is billed as a request: of a client's frames, twenty are one. */
export type RequestKind = "fetch" | "rpc" | "alarm" | "frame";

/** Upper bounds of the buckets: milliseconds, and messages. */
export const FLUSH_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;
export const FLUSH_MESSAGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] as const;

type HistogramBucket<Bounds extends readonly number[]> = Bounds[number] | "more" | "sum";

/** A counter's name and, after a space, its label: also its name in the log. */
export type Counter =
  | "publications"
  | "messages"
  | "duplicates"
  | "deliveries"
  | "frames"
  | "rows"
  | `joined ${Subprotocol}`
  | `ended ${DisconnectReason}`
  | `refused ${ErrorCode}`
  | `requests ${RequestKind}`
  | `push_ms ${HistogramBucket<typeof FLUSH_MS>}`
  | `push_messages ${HistogramBucket<typeof FLUSH_MESSAGES>}`;

export type Counts = { readonly [Name in Counter]?: number };

/** Where the month's start rides among the counts. */
const MONTH = "month";
const MONTH_TWENTIETHS = "month twentieths";
const MONTH_ROWS = "month rows";

export class Counters {
  /** By name; of no prototype, as names come from the log. An object because it is written out with every post. */
  readonly #counts: Record<string, number> = Object.create(null) as Record<string, number>; // SAFETY: it is empty.

  /** Goes on from what a row of the log holds; an empty text is a row from before there were counters. */
  restore(stored: string): void {
    if (stored === "") return;
    // SAFETY: `textAfter` wrote it. Names that another version knew are kept.
    const counts = JSON.parse(stored) as Readonly<Record<string, number>>;
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  get(name: Counter): number {
    return this.#counts[name] ?? 0;
  }

  add(name: Counter, count = 1): void {
    this.#add(name, count);
  }

  /** Something reached the hub: whatever it causes is counted to the month that is now. */
  countRequest(kind: RequestKind, now: number): void {
    const { month, twentieths, rows } = startOf(this.#monthStart(), this.#billed(), now);
    this.#counts[MONTH] = month;
    this.#counts[MONTH_TWENTIETHS] = twentieths;
    this.#counts[MONTH_ROWS] = rows;
    this.#add(`requests ${kind}`, 1);
  }

  month(now: number): BillingMonth {
    const billed = this.#billed();
    return monthSince(startOf(this.#monthStart(), billed, now), billed);
  }

  addAll(counts: Counts): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  /** How many messages left together. */
  countFlush(messages: number): void {
    this.#add(`push_messages ${bucketOf(messages, FLUSH_MESSAGES)}`, 1);
    this.#add("push_messages sum", messages);
  }

  /** How long the runtime was busy with a push. */
  observeFlush(ms: number): void {
    this.#add(`push_ms ${bucketOf(ms, FLUSH_MS)}`, 1);
    this.#add("push_ms sum", ms);
  }

  /** The text for the log, as if this had been counted already: it is stored before it is so. */
  serializeAfter(counts: Counts): string {
    const sum = { ...this.#counts };
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
    return JSON.stringify(sum);
  }

  #billed(): Billed {
    const requests =
      this.get("requests fetch") + this.get("requests rpc") + this.get("requests alarm");
    return billedOf(requests, this.get("requests frame"), this.get("rows"));
  }

  #monthStart(): MonthStart | null {
    const month = this.#counts[MONTH];
    if (month === undefined) return null;
    return {
      month,
      twentieths: this.#counts[MONTH_TWENTIETHS] ?? 0,
      rows: this.#counts[MONTH_ROWS] ?? 0,
    };
  }

  #add(name: string, count: number): void {
    if (count > 0) this.#counts[name] = (this.#counts[name] ?? 0) + count;
  }
}

function bucketOf<Bound extends number>(value: number, bounds: readonly Bound[]): Bound | "more" {
  return bounds.find((bound) => value <= bound) ?? "more";
}
