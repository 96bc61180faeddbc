// The hub's cumulative counters, kept in memory and stored in the newest row of the log.
//
// A publish writes its row of the log anyway, so the counters cost no row of their own. Counts between the last publish
// and hibernation are lost, and the counters continue from the stored ones. A metrics system sees a counter reset.

import type { BillingMonth } from "../../protocol/stats/hub-stats.ts";
import type { DisconnectReason, SocketCounter } from "../../sockets/ports/host.ts";
import { billedOf, monthSince, startOf, type Billed, type MonthStart } from "./billing-month.ts";

/** The kinds of billed requests to a hub. Twenty frames of clients are one request. */
export type RequestKind = "fetch" | "rpc" | "alarm" | "frame";

/** Upper bounds of the flush times' buckets, milliseconds. */
export const FLUSH_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;
/** Upper bounds of the flush sizes' buckets, messages. */
export const FLUSH_MESSAGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] as const;

type HistogramBucket<Bounds extends readonly number[]> = Bounds[number] | "more" | "sum";

/** A counter's name, and its label after a space. It is stored under this name. */
export type Counter =
  | "publications"
  | "messages"
  | "duplicates"
  | "deliveries"
  | "rows"
  | SocketCounter
  | `ended ${DisconnectReason}`
  | `requests ${RequestKind}`
  | `flush_ms ${HistogramBucket<typeof FLUSH_MS>}`
  | `flush_messages ${HistogramBucket<typeof FLUSH_MESSAGES>}`;

/** Counts to add. */
export type Counts = { readonly [Name in Counter]?: number };

/** The month's start is stored among the counts under these names. */
const MONTH = "month";
const MONTH_TWENTIETHS = "month twentieths";
const MONTH_ROWS = "month rows";

/** The counters. They only grow, except by a hub that starts again. */
export class Counters {
  /** By name, without a prototype, because names come from the log. An object, because each publish serializes it. */
  readonly #counts: Record<string, number> = Object.create(null) as Record<string, number>; // SAFETY: it is empty.

  /** Continues from a row of the log. An empty text is a row without counters. */
  restore(stored: string): void {
    if (stored === "") return;
    // SAFETY: `serializeAfter` wrote it. Names of another version are kept.
    const counts = JSON.parse(stored) as Readonly<Record<string, number>>;
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  /** One counter's value, 0 before its first count. */
  get(name: Counter): number {
    return this.#counts[name] ?? 0;
  }

  /** Adds to one counter. */
  add(name: Counter, count = 1): void {
    this.#add(name, count);
  }

  /** Counts a request to the hub. Its consequences belong to the month of `now`. */
  countRequest(kind: RequestKind, now: number): void {
    const { month, twentieths, rows } = startOf(this.#monthStart(), this.#billed(), now);
    this.#counts[MONTH] = month;
    this.#counts[MONTH_TWENTIETHS] = twentieths;
    this.#counts[MONTH_ROWS] = rows;
    this.#add(`requests ${kind}`, 1);
  }

  /** The counts of the month of `now`. */
  month(now: number): BillingMonth {
    const billed = this.#billed();
    return monthSince(startOf(this.#monthStart(), billed, now), billed);
  }

  /** Adds several counts. */
  addAll(counts: Counts): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  /** Counts the messages of one flush. */
  countFlush(messages: number): void {
    this.#add(`flush_messages ${bucketOf(messages, FLUSH_MESSAGES)}`, 1);
    this.#add("flush_messages sum", messages);
  }

  /** Counts how long a flush kept the runtime busy, milliseconds. */
  observeFlush(ms: number): void {
    this.#add(`flush_ms ${bucketOf(ms, FLUSH_MS)}`, 1);
    this.#add("flush_ms sum", ms);
  }

  /** The text for the log with these counts added. It is stored in the transaction of the counted rows. */
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
