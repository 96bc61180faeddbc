// Every message in one order: the `log` table, its only writer and reader. One row holds a publication.

import { LIMITS } from "../../protocol/limits.ts";
import type { RawJson } from "../../json/raw-json.ts";
import type { FilterFields } from "../../protocol/filter-match.ts";
import type { LogRange } from "../../protocol/resume.ts";
import type { LogEntry } from "../../sockets/ports/log-entry.ts";
import type { Sql } from "./metered-sql.ts";

// A type, not an interface: the platform's row types want an index signature.
type Row = { first_seq: number; ts: number; frames: string; changes: string };

/** One row: messages `firstSeq`, `firstSeq + 1`, … as v2 frames, and on request what they changed. */
export interface LogRow {
  readonly firstSeq: number;
  readonly ts: number;
  readonly frames: readonly string[];
  readonly entries: () => readonly StoredEntry[];
}

export class SignalLog {
  readonly #sql: Sql;
  readonly #epoch: string;
  /** The counters as the newest row has them; `""` where there is none. */
  readonly storedCounters: string;
  #oldest: number;
  #newest: number;
  #rowsScanned = 0;

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

  range(): LogRange {
    return { epoch: this.#epoch, oldest: this.#oldest, newest: this.#newest };
  }

  /** How many messages `after` has handed out, ever. */
  get rowsScanned(): number {
    return this.#rowsScanned;
  }

  /** The number the next message gets. */
  get nextSeq(): number {
    return this.#newest + 1;
  }

  /**
   * Stores a publication in as few rows as the platform's size of a row allows. `changes` continue the log.
   * `counters` is asked for when nothing but the last row is left to write.
   */
  append(changes: readonly LogEntry[], ts: number, source: string, counters: () => string): void {
    const rows = rowsOf(changes);
    for (const [index, row] of rows.entries()) {
      this.#insert(row, ts, source, index === rows.length - 1 ? counters() : "");
    }
  }

  #insert(changes: readonly LogEntry[], ts: number, source: string, counters: string): void {
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
      JSON.stringify(changes.map(encodeEntry)),
      source,
      counters,
    );
  }

  /** Takes note of how many messages a committed transaction appended. */
  noteAppended(count: number): void {
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
      now - LIMITS.logRetentionMs,
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
  lastPublishedAt(source: string): number | null {
    const [row] = this.#sql.exec<{ ts: number }>(
      "SELECT ts FROM log WHERE source = ? ORDER BY last_seq DESC LIMIT 1",
      source,
    );
    return row?.ts ?? null;
  }

  /** The publications with messages after `after`, oldest first. To be read within one turn. */
  *entriesAfter(afterSeq: number): Generator<LogRow> {
    const rows = this.#sql.exec<Row>(
      "SELECT first_seq, ts, frames, changes FROM log WHERE last_seq > ? ORDER BY last_seq",
      afterSeq,
    );
    for (const row of rows) {
      const frames = row.frames.split("\n");
      this.#rowsScanned += frames.length;
      yield {
        firstSeq: row.first_seq,
        ts: row.ts,
        frames,
        // SAFETY: `append` wrote it.
        entries: () => (JSON.parse(row.changes) as StoredChangeTuple[]).map(decodeEntry),
      };
    }
  }

  /** When a row stored at `ts` is to be pruned: late enough that one alarm prunes many. */
  pruneDueAt(ts: number): number {
    return ts + LIMITS.logRetentionMs + LIMITS.pruneEveryMs;
  }

  /** When there will be something to prune by age; `null` while only the newest row is left. */
  nextPruneAt(): number | null {
    const [oldest] = this.#sql.exec<{ ts: number }>(
      "SELECT ts FROM log WHERE last_seq < ? ORDER BY last_seq LIMIT 1",
      this.#newest,
    );
    return oldest === undefined ? null : this.pruneDueAt(oldest.ts);
  }

  #readOldest(): number {
    const [oldest] = this.#sql.exec<{ first_seq: number }>(
      "SELECT first_seq FROM log ORDER BY last_seq LIMIT 1",
    );
    return oldest?.first_seq ?? this.#newest + 1;
  }
}

/** The changes, cut where a row would get too big. */
function rowsOf(changes: readonly LogEntry[]): readonly (readonly LogEntry[])[] {
  const rows: LogEntry[][] = [];
  let row: LogEntry[] = [];
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
export interface StoredEntry {
  readonly isNew: boolean;
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  readonly merged: RawJson;
  readonly expiresAt: number | null;
}

type StoredChangeTuple = readonly [
  opens: boolean,
  before: FilterFields | null,
  after: FilterFields,
  merged: RawJson | null,
  expiresAt: number | null,
];

function encodeEntry(change: LogEntry): StoredChangeTuple {
  const { isNew: opens, before, after, merged, expiresAt } = change;
  // A `new_signal` is the whole signal: its frame is what anybody gets.
  return [opens, before, after, opens ? null : merged, expiresAt];
}

function decodeEntry([opens, before, after, merged, expiresAt]: StoredChangeTuple): StoredEntry {
  // SAFETY: of a `new_signal` nobody asks for the merged text: it never enters a filter as something else.
  return { isNew: opens, before, after, merged: merged ?? ("{}" as RawJson), expiresAt };
}
