// The database, with a count of what is paid for: the rows that are written.

import type { Counters } from "../telemetry/counters.ts";

/** What the tables' owners need of the database. */
export type Sql = Pick<SqlStorage, "exec">;

export class MeteredSql implements Sql {
  readonly #sql: Sql;
  readonly #counters: Counters;

  constructor(sql: Sql, counters: Counters) {
    this.#sql = sql;
    this.#counters = counters;
  }

  exec<Row extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): SqlStorageCursor<Row> {
    const cursor = this.#sql.exec<Row>(query, ...bindings);
    // A statement that returns no rows has run to its end by now.
    this.#counters.add("rows", cursor.rowsWritten);
    return cursor;
  }
}
