// The answers to publish requests with an idempotency key. The only writer and reader of the table `posts`.

import type { Sql } from "./metered-sql.ts";

/** The result of one message of a request. */
export interface PublishResult {
  readonly seq: number;
  readonly duplicate: boolean;
  /** The number of sockets it goes to. */
  readonly recipients: number;
}

/** The first answer to a request, as it is given again. */
export interface StoredAnswer {
  /** SHA-256 of the body, hexadecimal. The same key with another body is a conflict. */
  readonly bodyHash: string;
  /** The log's newest message when the request was answered. */
  readonly seq: number;
  readonly results: readonly PublishResult[];
}

// A type and no interface, as the platform's row types want an index signature.
type Row = { body_hash: string; seq: number; results: string };

/** Answers by source and idempotency key. Each call but `prune` touches one row. */
export class IdempotencyStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(source: string, key: string): StoredAnswer | null {
    const [row] = this.#sql.exec<Row>(
      "SELECT body_hash, seq, results FROM posts WHERE key = ?",
      rowKey(source, key),
    );
    if (row === undefined) return null;
    // SAFETY: `put` wrote it.
    const results = JSON.parse(row.results) as readonly [number, boolean, number][];
    return {
      bodyHash: row.body_hash,
      seq: row.seq,
      results: results.map(([seq, duplicate, recipients]) => ({ seq, duplicate, recipients })),
    };
  }

  put(source: string, key: string, answer: StoredAnswer): void {
    this.#sql.exec(
      "INSERT INTO posts (key, body_hash, seq, results) VALUES (?, ?, ?, ?)",
      rowKey(source, key),
      answer.bodyHash,
      answer.seq,
      JSON.stringify(answer.results.map((one) => [one.seq, one.duplicate, one.recipients])),
    );
  }

  /**
   * Deletes the answers from before the log's oldest message. A key lives as long as the log. Reads every row, as
   * there is no index on `seq`.
   */
  prune(oldest: number): void {
    this.#sql.exec("DELETE FROM posts WHERE seq < ?", oldest);
  }
}

/** Each source has its own keys. A source's name holds no space. */
function rowKey(source: string, key: string): string {
  return `${source} ${key}`;
}
