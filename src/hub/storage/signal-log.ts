// Every message in one order. The only writer and reader of the table `log`. One row holds a publish.

import type { RawJson } from "../../json/raw-json.ts";
import type { FilterFields } from "../../protocol/filter-match.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { SERVER_LIMITS } from "../../limits.ts";
import type { LogRange } from "../../protocol/resume.ts";
import type { LogEntry, LogRow, MessageLog, StoredEntry } from "../../sockets/ports/messages.ts";
import type { Sql } from "./metered-sql.ts";

// A type and no interface, as the platform's row types want an index signature.
type Row = { first_seq: number; ts: number; frames: string; changes: string };

/**
 * The log. Its range is kept in memory and equals the table's. A reader pays for the rows it takes, except in
 * `lastPublishedAt`. For a source outside the log it scans the whole log.
 */
export class SignalLog implements MessageLog {
  readonly #sql: Sql;
  readonly #epoch: string;
  /** The hub's counters in the newest row. `""` for an empty log. */
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

  /** The epoch, and the oldest and newest message. An empty log has `oldest` at `newest + 1`. */
  range(): LogRange {
    return { epoch: this.#epoch, oldest: this.#oldest, newest: this.#newest };
  }

  /** How many messages `entriesAfter` has read since the hub started. */
  get rowsScanned(): number {
    return this.#rowsScanned;
  }

  /** The next message's `seq`. */
  get nextSeq(): number {
    return this.#newest + 1;
  }

  /**
   * Stores the entries of one publish, inside the caller's transaction. They continue the log. It writes one row for
   * each `SERVER_LIMITS.logRowChars` of text. `counters` is called before the last row, after all other rows.
   */
  append(entries: readonly LogEntry[], ts: number, source: string, counters: () => string): void {
    const rows = rowsOf(entries);
    for (const [index, row] of rows.entries()) {
      this.#insert(row, ts, source, index === rows.length - 1 ? counters() : "");
    }
  }

  #insert(entries: readonly LogEntry[], ts: number, source: string, counters: string): void {
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return;
    this.#sql.exec(
      `INSERT INTO log (last_seq, first_seq, ts, frames, changes, source, counters)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      last.seq,
      first.seq,
      ts,
      entries.map(({ frame }) => frame).join("\n"),
      JSON.stringify(entries.map(encodeEntry)),
      source,
      counters,
    );
  }

  /** Moves the range on after the messages' transaction was committed. */
  noteAppended(count: number): void {
    this.#newest += count;
  }

  /**
   * Deletes rows past the log's age or size. The newest row always stays, because the next `seq` is read from it.
   * The `OR` of its condition makes it read every row of the log twice (test/worker/ops/read-costs.test.ts).
   */
  prune(now: number): void {
    // It deletes from the oldest row up to the first to stay. After a clock was set back a newer row may look older,
    // and deleting by age alone would tear a hole.
    const [oldestKept] = this.#sql.exec<{ last_seq: number }>(
      "SELECT last_seq FROM log WHERE (ts > ? AND last_seq > ?) OR last_seq = ? ORDER BY last_seq LIMIT 1",
      now - LIMITS.logRetentionMs,
      this.#newest - LIMITS.logMessages,
      this.#newest,
    );
    if (oldestKept !== undefined) {
      this.#sql.exec("DELETE FROM log WHERE last_seq < ?", oldestKept.last_seq);
    }
    this.#oldest = this.#readOldest();
  }

  /** Whether the log is past its size by more than a tenth. */
  overflows(): boolean {
    return this.#newest - this.#oldest + 1 > LIMITS.logMessages * 1.1;
  }

  /** When a source's last message was stored, Unix milliseconds. `null` for a source outside the log. */
  lastPublishedAt(source: string): number | null {
    const [row] = this.#sql.exec<{ ts: number }>(
      "SELECT ts FROM log WHERE source = ? ORDER BY last_seq DESC LIMIT 1",
      source,
    );
    return row?.ts ?? null;
  }

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
        entries: () => (JSON.parse(row.changes) as StoredTuple[]).map(decodeEntry),
      };
    }
  }

  /** When to prune a row stored at `ts`. It is `SERVER_LIMITS.pruneEveryMs` late, so one alarm prunes many rows. */
  pruneDueAt(ts: number): number {
    return ts + LIMITS.logRetentionMs + SERVER_LIMITS.pruneEveryMs;
  }

  /** When the next row is to be pruned by age, Unix milliseconds. `null` while only the newest row is left. */
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

/** The entries in rows. The platform's limit is 2 MB a row (limits page, 2026-11). */
function rowsOf(entries: readonly LogEntry[]): readonly (readonly LogEntry[])[] {
  const rows: LogEntry[][] = [];
  let row: LogEntry[] = [];
  let chars = 0;
  for (const entry of entries) {
    if (row.length === 0) rows.push(row);
    row.push(entry);
    chars += 2 * entry.merged.length;
    if (chars < SERVER_LIMITS.logRowChars) continue;
    row = [];
    chars = 0;
  }
  return rows;
}

/** An entry in the column `changes`. `merged` is `null` for a `new_signal`, because its frame has the text. */
type StoredTuple = readonly [
  isNew: boolean,
  before: FilterFields | null,
  after: FilterFields,
  merged: RawJson | null,
  expiresAt: number | null,
];

function encodeEntry({ isNew, before, after, merged, expiresAt }: LogEntry): StoredTuple {
  return [isNew, before, after, isNew ? null : merged, expiresAt];
}

function decodeEntry([isNew, before, after, merged, expiresAt]: StoredTuple): StoredEntry {
  // SAFETY: nobody reads `merged` of a `new_signal`, as it never enters a filter by an update.
  return { isNew, before, after, merged: merged ?? ("{}" as RawJson), expiresAt };
}
