// The open signals with their latest state. The only writer and reader of the table `signals`.

import type { RawJson } from "../../json/raw-json.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { SERVER_LIMITS } from "../../limits.ts";
import type { Sql } from "./metered-sql.ts";

/** A signal's identity. Signals of different types may share an id. `id` is JSON text. */
export interface SignalKey {
  readonly signalType: string;
  readonly id: RawJson;
}

/** A signal as stored. Times are Unix milliseconds. */
export interface StoredSignal extends SignalKey {
  /** Its last message, and when that was stored. */
  readonly seq: number;
  readonly ts: number;
  /** Its `new_signal`. `null` for a signal begun by an update. */
  readonly opened: { readonly seq: number; readonly data: RawJson } | null;
  /** The whole signal with all updates. */
  readonly data: RawJson;
  /** Its own end. `null` where it has none. */
  readonly expiresAt: number | null;
}

// A type and no interface, as the platform's row types want an index signature.
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

/** When the signal ends, Unix milliseconds. That is its own end, or `LIMITS.signalTtlMs` after its last message. */
export function endsAt(signal: Pick<StoredSignal, "ts" | "expiresAt">): number {
  return signal.expiresAt ?? signal.ts + LIMITS.signalTtlMs;
}

/** The open signals. `get` and `put` touch one row. The others state their reads. */
export class SignalStore {
  readonly #sql: Sql;
  #rowsScanned = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** How many signals `open` has read since the hub started. */
  get rowsScanned(): number {
    return this.#rowsScanned;
  }

  /** The signal. `null` where it ended, pruned or not. */
  get({ signalType, id }: SignalKey, now: number): StoredSignal | null {
    const [row] = this.#sql.exec<Row>(
      "SELECT * FROM signals WHERE signal_type = ? AND id = ?",
      signalType,
      id,
    );
    if (row === undefined) return null;
    const signal = fromRow(row);
    return endsAt(signal) > now ? signal : null;
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

  /** The signals open at `now`, the last changed first. Reads and sorts the whole table. */
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

  /** How many signals are stored. Reads the whole table. */
  count(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM signals").one().n;
  }

  /** Deletes ended signals. Reads the whole table. */
  prune(now: number): void {
    this.#sql.exec(
      "DELETE FROM signals WHERE coalesce(expires_at, ts + ?) <= ?",
      LIMITS.signalTtlMs,
      now,
    );
  }

  /** When to prune a signal with its end at `at`. A beat of `SERVER_LIMITS.pruneEveryMs` lets one alarm prune many. */
  pruneDueAt(at: number): number {
    return Math.ceil(at / SERVER_LIMITS.pruneEveryMs) * SERVER_LIMITS.pruneEveryMs;
  }

  /** When the next signal is to be pruned, Unix milliseconds. `null` for an empty table. Reads the whole table. */
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
