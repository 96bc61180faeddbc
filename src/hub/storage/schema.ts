// The hub's tables, as an append-only list of migrations. A released step is never edited.

const MIGRATIONS: readonly string[] = [
  // 1. The log, the open signals, the members.
  //
  // `log` holds one row for each publish, because the platform bills rows written.
  //   `frames` has the messages as JSON texts with their `seq`, one a line.
  //   `changes` has each message's filter fields. signal-log.ts reads and writes both.
  // `signals` is keyed without a rowid, so a write is one row without an index row beside it.
  //   `posted` is the `data` of the new_signal after an update changed it, else NULL.
  // `members.vip` is token, none, unlimited or until. The last has `vip_until`.
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

  // 2. Producers, with the answers to their requests and their intervals.
  //
  // `posts.seq` is the newest message at the time of the answer, and the answer is pruned with it. It has no index.
  // A prune reads the whole table, where an index would cost one more row written for each request.
  // `sources.last_at` is written by heartbeats alone, because the log knows the other publishes.
  // `sources.state` is the state last sent to clients.
  `ALTER TABLE log ADD COLUMN source TEXT NOT NULL DEFAULT '';
   CREATE TABLE posts (
     key TEXT PRIMARY KEY,
     body_hash TEXT NOT NULL,
     seq INTEGER NOT NULL,
     results TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE sources (
     name TEXT PRIMARY KEY,
     expected_every_s INTEGER NOT NULL,
     since INTEGER NOT NULL,
     last_at INTEGER,
     state TEXT NOT NULL
   ) WITHOUT ROWID;`,

  // 3. The newest row of the log has the hub's counters. counters.ts reads and writes them.
  `ALTER TABLE log ADD COLUMN counters TEXT NOT NULL DEFAULT '';`,
];

/** Brings the tables up to this code's version, and answers the log's epoch. */
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

/** A random name for one life of the log, ten characters of [0-9a-z]. A new log has a new one. */
function newEpoch(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
