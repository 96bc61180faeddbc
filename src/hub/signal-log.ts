// Every message in one order: the `log` table, its only writer and reader. One row holds a publication.

import { LIMITS } from "../protocol/limits.ts";
import { storedFrame } from "../protocol/server-frames.ts";
import type { Change } from "./change.ts";

/** What the log holds: `oldest` to `newest` without a hole. An empty log has `oldest = newest + 1`. */
export interface LogExtent {
  readonly epoch: string;
  readonly oldest: number;
  readonly newest: number;
}

export class SignalLog {
  readonly #sql: SqlStorage;
  readonly #epoch: string;
  #oldest: number;
  #newest: number;

  constructor(sql: SqlStorage, epoch: string) {
    this.#sql = sql;
    this.#epoch = epoch;
    this.#newest =
      sql.exec<{ n: number | null }>("SELECT max(last_seq) AS n FROM log").one().n ?? 0;
    this.#oldest = this.#readOldest();
  }

  extent(): LogExtent {
    return { epoch: this.#epoch, oldest: this.#oldest, newest: this.#newest };
  }

  /** The number the next message gets. */
  get next(): number {
    return this.#newest + 1;
  }

  /** Stores a publication in as few rows as the platform's size of a row allows. `changes` continue the log. */
  append(changes: readonly Change[], ts: number): void {
    let row: Change[] = [];
    let chars = 0;
    for (const change of changes) {
      row.push(change);
      chars += 2 * change.merged.length;
      if (chars < LIMITS.logRowChars) continue;
      this.#insert(row, ts);
      row = [];
      chars = 0;
    }
    this.#insert(row, ts);
  }

  #insert(changes: readonly Change[], ts: number): void {
    const first = changes[0];
    const last = changes.at(-1);
    if (first === undefined || last === undefined) return;
    this.#sql.exec(
      "INSERT INTO log (last_seq, first_seq, ts, frames, changes) VALUES (?, ?, ?, ?, ?)",
      last.seq,
      first.seq,
      ts,
      changes.map((change) => storedFrame(change.message, change.seq, change.ts)).join("\n"),
      JSON.stringify(changes.map(storedChange)),
    );
  }

  /** Takes note of how many messages a committed transaction appended. */
  advance(count: number): void {
    this.#newest += count;
  }

  /**
   * Drops rows past the log's age or size. The newest row always stays: it is what keeps `seq` from ever
   * being used again.
   */
  prune(now: number): void {
    this.#sql.exec(
      "DELETE FROM log WHERE last_seq < ? AND (ts <= ? OR last_seq <= ?)",
      this.#newest,
      now - LIMITS.logAgeMs,
      this.#newest - LIMITS.logMessages,
    );
    this.#oldest = this.#readOldest();
  }

  /** Whether so much came in that the log is past its size by more than a tenth. */
  overflows(): boolean {
    return this.#newest - this.#oldest + 1 > LIMITS.logMessages * 1.1;
  }

  /** When a row stored at `ts` is to be pruned: late enough that one alarm prunes many. */
  prunesAfter(ts: number): number {
    return ts + LIMITS.logAgeMs + LIMITS.pruneEveryMs;
  }

  /** When there will be something to prune by age; `null` while only the newest row is left. */
  nextPrune(): number | null {
    const [oldest] = this.#sql.exec<{ ts: number }>(
      "SELECT ts FROM log WHERE last_seq < ? ORDER BY last_seq LIMIT 1",
      this.#newest,
    );
    return oldest === undefined ? null : this.prunesAfter(oldest.ts);
  }

  #readOldest(): number {
    const [oldest] = this.#sql.exec<{ first_seq: number }>(
      "SELECT first_seq FROM log ORDER BY last_seq LIMIT 1",
    );
    return oldest?.first_seq ?? this.#newest + 1;
  }
}

/** What a replay must know beside the frame itself to judge filters and to let a signal enter one. */
function storedChange(change: Change): unknown {
  const sameAsPosted = change.message.type === "new_signal";
  return [change.before, change.after, sameAsPosted ? null : change.merged];
}
