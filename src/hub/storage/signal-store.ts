// The latest state of every signal that is still open: the `signals` table, its only writer and reader.

import { LIMITS } from "../../protocol/limits.ts";
import type { RawJson } from "../../json/raw-json.ts";
import type { Sql } from "./metered-sql.ts";

/** Signals of different types may share an id: the pair is the identity. `id` is JSON text. */
export interface SignalKey {
  readonly signalType: string;
  readonly id: RawJson;
}

export interface StoredSignal extends SignalKey {
  /** The last message that changed it, and the Unix milliseconds at which that was stored. */
  readonly seq: number;
  readonly ts: number;
  /** The `new_signal` that opened it; `null` for a record that an update started. */
  readonly opened: { readonly seq: number; readonly data: RawJson } | null;
  /** The whole signal, merged. */
  readonly data: RawJson;
  /** Its own end, Unix milliseconds. */
  readonly expiresAt: number | null;
}

// A type, not an interface: the platform's row types want an index signature.
type Row = {
  signal_type: string;
  id: string;
  seq: number;
  ts: number;
  opened_seq: number | null;
  data: string;
  posted: string | null;
  expires_at: number | null;
};

/** Unix milliseconds at which the signal leaves the book. */
export function expiresAt(signal: Pick<StoredSignal, "ts" | "expiresAt">): number {
  return signal.expiresAt ?? signal.ts + LIMITS.signalTtlMs;
}

export class SignalStore {
  readonly #sql: Sql;
  #rowsScanned = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** How many signals `open` has handed out, ever. */
  get rowsScanned(): number {
    return this.#rowsScanned;
  }

  /** The signal, unless its time has come, whether or not it was swept yet. */
  get({ signalType, id }: SignalKey, now: number): StoredSignal | null {
    const [row] = this.#sql.exec<Row>(
      "SELECT * FROM signals WHERE signal_type = ? AND id = ?",
      signalType,
      id,
    );
    if (row === undefined) return null;
    const signal = fromRow(row);
    return expiresAt(signal) > now ? signal : null;
  }

  put(signal: StoredSignal): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO signals
         (signal_type, id, seq, ts, opened_seq, data, posted, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      signal.signalType,
      signal.id,
      signal.seq,
      signal.ts,
      signal.opened?.seq ?? null,
      signal.data,
      signal.opened === null || signal.opened.data === signal.data ? null : signal.opened.data,
      signal.expiresAt,
    );
  }

  /** The signals that are open now, the last changed first. */
  *open(now: number): Generator<StoredSignal> {
    const rows = this.#sql.exec<Row>(
      "SELECT * FROM signals WHERE coalesce(expires_at, ts + ?) > ? ORDER BY seq DESC",
      LIMITS.signalTtlMs,
      now,
    );
    for (const row of rows) {
      this.#rowsScanned += 1;
      yield fromRow(row);
    }
  }

  count(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM signals").one().n;
  }

  /** Removes the signals whose time has come. Nobody is shown them, swept or not. */
  prune(now: number): void {
    this.#sql.exec(
      "DELETE FROM signals WHERE coalesce(expires_at, ts + ?) <= ?",
      LIMITS.signalTtlMs,
      now,
    );
  }

  /** When a row is to be swept that leaves the book at `at`: late enough that one alarm sweeps many. */
  pruneDueAt(at: number): number {
    return Math.ceil(at / LIMITS.pruneEveryMs) * LIMITS.pruneEveryMs;
  }

  /** When there will be something to sweep; `null` for an empty book. Reads the whole table: for the alarm. */
  nextPruneAt(): number | null {
    const { at } = this.#sql
      .exec<{ at: number | null }>(
        "SELECT min(coalesce(expires_at, ts + ?)) AS at FROM signals",
        LIMITS.signalTtlMs,
      )
      .one();
    return at === null ? null : this.pruneDueAt(at);
  }
}

function fromRow(row: Row): StoredSignal {
  // SAFETY: `put` wrote these columns from checked text.
  const data = row.data as RawJson;
  const posted = (row.posted ?? row.data) as RawJson;
  return {
    signalType: row.signal_type,
    id: row.id as RawJson,
    seq: row.seq,
    ts: row.ts,
    opened: row.opened_seq === null ? null : { seq: row.opened_seq, data: posted },
    data,
    expiresAt: row.expires_at,
  };
}
