// Every message in one order: the `log` table, its only writer and reader. One row holds a publication.

import { LIMITS } from "../protocol/limits.ts";
import type { JsonText } from "../protocol/json-text.ts";
import type { Facets } from "../protocol/filter-match.ts";
import type { LogExtent } from "../protocol/resume.ts";
import type { Change } from "./change.ts";
import type { Sql } from "./counted-sql.ts";

// A type, not an interface: the platform's row types want an index signature.
type Row = { first_seq: number; ts: number; frames: string; changes: string };

/** One row: messages `firstSeq`, `firstSeq + 1`, … as v2 frames, and on request what they changed. */
export interface StoredPublication {
  readonly firstSeq: number;
  readonly ts: number;
  readonly frames: readonly string[];
  readonly changes: () => readonly StoredChange[];
}

export class SignalLog {
  readonly #sql: Sql;
  readonly #epoch: string;
  /** The counters as the newest row has them; `""` where there is none. */
  readonly storedCounters: string;
  #oldest: number;
  #newest: number;
  #looked = 0;

  constructor(sql: Sql, epoch: string) {
    this.#sql = sql;
    this.#epoch = epoch;
    const [newest] = sql.exec<{ last_seq: number; counters: string }>(
      "SELECT last_seq, counters FROM log ORDER BY last_seq DESC LIMIT 1",
    );
    this.#newest = newest?.last_seq ?? 0;
    this.storedCounters = newest?.counters ?? "";
    this.#oldest = this.#readOldest();
  }

  extent(): LogExtent {
    return { epoch: this.#epoch, oldest: this.#oldest, newest: this.#newest };
  }

  /** How many messages `after` has handed out, ever. */
  get looked(): number {
    return this.#looked;
  }

  /** The number the next message gets. */
  get next(): number {
    return this.#newest + 1;
  }

  /**
   * Stores a publication in as few rows as the platform's size of a row allows. `changes` continue the log.
   * `counters` is asked for when nothing but the last row is left to write.
   */
  append(changes: readonly Change[], ts: number, source: string, counters: () => string): void {
    const rows = rowsOf(changes);
    for (const [index, row] of rows.entries()) {
      this.#insert(row, ts, source, index === rows.length - 1 ? counters() : "");
    }
  }

  #insert(changes: readonly Change[], ts: number, source: string, counters: string): void {
    const first = changes[0];
    const last = changes.at(-1);
    if (first === undefined || last === undefined) return;
    this.#sql.exec(
      `INSERT INTO log (last_seq, first_seq, ts, frames, changes, source, counters)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      last.seq,
      first.seq,
      ts,
      changes.map(({ frame }) => frame).join("\n"),
      JSON.stringify(changes.map(writeChange)),
      source,
      counters,
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
    // From the oldest on, up to the first that stays: a clock that was set back must not tear a hole.
    const [kept] = this.#sql.exec<{ last_seq: number }>(
      "SELECT last_seq FROM log WHERE (ts > ? AND last_seq > ?) OR last_seq = ? ORDER BY last_seq LIMIT 1",
      now - LIMITS.logAgeMs,
      this.#newest - LIMITS.logMessages,
      this.#newest,
    );
    if (kept !== undefined) this.#sql.exec("DELETE FROM log WHERE last_seq < ?", kept.last_seq);
    this.#oldest = this.#readOldest();
  }

  /** Whether so much came in that the log is past its size by more than a tenth. */
  overflows(): boolean {
    return this.#newest - this.#oldest + 1 > LIMITS.logMessages * 1.1;
  }

  /** When a source's last message was stored, Unix milliseconds; `null` where the log has none of it. */
  lastPostOf(source: string): number | null {
    const [row] = this.#sql.exec<{ ts: number }>(
      "SELECT ts FROM log WHERE source = ? ORDER BY last_seq DESC LIMIT 1",
      source,
    );
    return row?.ts ?? null;
  }

  /** The publications with messages after `after`, oldest first. To be read within one turn. */
  *after(after: number): Generator<StoredPublication> {
    const rows = this.#sql.exec<Row>(
      "SELECT first_seq, ts, frames, changes FROM log WHERE last_seq > ? ORDER BY last_seq",
      after,
    );
    for (const row of rows) {
      const frames = row.frames.split("\n");
      this.#looked += frames.length;
      yield {
        firstSeq: row.first_seq,
        ts: row.ts,
        frames,
        // SAFETY: `append` wrote it.
        changes: () => (JSON.parse(row.changes) as StoredChangeTuple[]).map(readChange),
      };
    }
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

/** The changes, cut where a row would get too big. */
function rowsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const rows: Change[][] = [];
  let row: Change[] = [];
  let chars = 0;
  for (const change of changes) {
    if (row.length === 0) rows.push(row);
    row.push(change);
    chars += 2 * change.merged.length;
    if (chars < LIMITS.logRowChars) continue;
    row = [];
    chars = 0;
  }
  return rows;
}

/** What filters must know of a stored message: what it changed, and the whole signal after an update. */
export interface StoredChange {
  readonly opens: boolean;
  readonly before: Facets | null;
  readonly after: Facets;
  readonly merged: JsonText;
  readonly expiresAt: number | null;
}

type StoredChangeTuple = readonly [
  opens: boolean,
  before: Facets | null,
  after: Facets,
  merged: JsonText | null,
  expiresAt: number | null,
];

function writeChange(change: Change): StoredChangeTuple {
  const { opens, before, after, merged, expiresAt } = change;
  // A `new_signal` is the whole signal: its frame is what anybody gets.
  return [opens, before, after, opens ? null : merged, expiresAt];
}

function readChange([opens, before, after, merged, expiresAt]: StoredChangeTuple): StoredChange {
  // SAFETY: of a `new_signal` nobody asks for the merged text: it never enters a filter as something else.
  return { opens, before, after, merged: merged ?? ("{}" as JsonText), expiresAt };
}
