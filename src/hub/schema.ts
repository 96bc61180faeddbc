// The hub's tables, as an append-only list of migrations. A step that has landed is never edited.

const MIGRATIONS: readonly string[] = [
  // 1. The straight line: a log, a book, members.
  //
  // `log` holds one row for each publication, not for each message: rows written are what storage costs.
  //   frames: the messages as JSON texts with their position, one a line
  //   changes: what each message changed, as filters see it (signal-log.ts reads and writes both)
  // `signals` is keyed without a rowid, so that a write is one row and needs no index beside it.
  //   posted: the `data` of the new_signal, where an update has changed it since; else NULL
  // `members.vip`: token | none | unlimited | until, the last with `vip_until`.
  `CREATE TABLE log (
     last_seq INTEGER PRIMARY KEY,
     first_seq INTEGER NOT NULL,
     ts INTEGER NOT NULL,
     frames TEXT NOT NULL,
     changes TEXT NOT NULL
   );
   CREATE TABLE signals (
     signal_type TEXT NOT NULL,
     id TEXT NOT NULL,
     seq INTEGER NOT NULL,
     ts INTEGER NOT NULL,
     opened_seq INTEGER,
     data TEXT NOT NULL,
     posted TEXT,
     expires_at INTEGER,
     PRIMARY KEY (signal_type, id)
   ) WITHOUT ROWID;
   CREATE TABLE members (
     user_id TEXT PRIMARY KEY,
     vip TEXT NOT NULL,
     vip_until INTEGER,
     not_before INTEGER
   ) WITHOUT ROWID;`,
];

/** Brings the tables up to this code's version and returns the log's epoch, made when the log was. */
export function migrate(storage: DurableObjectStorage): string {
  const { sql } = storage;
  return storage.transactionSync(() => {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    );
    const meta = new Map(
      sql
        .exec<{ key: string; value: string }>("SELECT key, value FROM meta")
        .toArray()
        .map((row) => [row.key, row.value]),
    );

    const version = Number(meta.get("version") ?? 0);
    if (version < MIGRATIONS.length) {
      for (const step of MIGRATIONS.slice(version)) sql.exec(step);
      put("version", String(MIGRATIONS.length));
    }

    const epoch = meta.get("epoch") ?? newEpoch();
    if (!meta.has("epoch")) put("epoch", epoch);
    return epoch;
  });

  function put(key: string, value: string): void {
    sql.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value);
  }
}

/** Names one life of the log: ten characters of [0-9a-z], never a name that a client could have seen before. */
function newEpoch(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
