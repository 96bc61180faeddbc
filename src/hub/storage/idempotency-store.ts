// What was answered to posts that have a name: the `posts` table, its only writer and reader.

import type { Sql } from "./metered-sql.ts";

/** What the hub did with one message of a post. */
export interface PublishResult {
  readonly seq: number;
  readonly duplicate: boolean;
  /** The sockets it goes to. */
  readonly recipients: number;
}

export interface StoredAnswer {
  /** SHA-256 of the body, hexadecimal: the same name with another body is a conflict. */
  readonly bodyHash: string;
  /** The newest message of the log when it was answered. */
  readonly seq: number;
  readonly results: readonly PublishResult[];
}

// A type, not an interface: the platform's row types want an index signature.
type Row = { body_hash: string; seq: number; results: string };

export class IdempotencyStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(source: string, key: string): StoredAnswer | null {
    const [row] = this.#sql.exec<Row>(
      "SELECT body_hash, seq, results FROM posts WHERE key = ?",
      keyOf(source, key),
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
      keyOf(source, key),
      answer.bodyHash,
      answer.seq,
      JSON.stringify(answer.results.map((one) => [one.seq, one.duplicate, one.recipients])),
    );
  }

  /** Forgets what was answered before the log's oldest message: a name lives as long as the log. */
  prune(oldest: number): void {
    this.#sql.exec("DELETE FROM posts WHERE seq < ?", oldest);
  }
}

/** Producers choose names without asking one another. A producer's own name has no space. */
function keyOf(source: string, key: string): string {
  return `${source} ${key}`;
}
