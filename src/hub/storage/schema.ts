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

  // 2. Producers: who posted, what was answered, and how often each said it would post.
  //
  // `posts.seq` is the newest message at the time of the answer: a post is forgotten with it. No index on it:
  // pruning reads the table, which costs less than a row more for every post.
  // `sources.last_at` is written by posts without a message only: for the others the log knows.
  // `sources.state` is what clients were told last.
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

  // 3. The hub's counters ride in the log: the newest row has them all (counters.ts reads and writes them).
  `ALTER TABLE log ADD COLUMN counters TEXT NOT NULL DEFAULT '';`,
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
