// The database with a meter for rows written, which the platform bills.

/** The part of the database for owners of tables. */
export type Sql = Pick<SqlStorage, "exec">;

/** Runs statements and reports each one's rows written. */
export class MeteredSql implements Sql {
  readonly #sql: Sql;
  readonly #onRowsWritten: (rows: number) => void;

  constructor(sql: Sql, onRowsWritten: (rows: number) => void) {
    this.#sql = sql;
    this.#onRowsWritten = onRowsWritten;
  }

  /** Runs one statement, as the platform's `SqlStorage.exec` does. */
  exec<Row extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): SqlStorageCursor<Row> {
    const cursor = this.#sql.exec<Row>(query, ...bindings);
    // A statement without result rows has run to its end by now.
    this.#onRowsWritten(cursor.rowsWritten);
    return cursor;
  }
}
