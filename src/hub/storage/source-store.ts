// Sources with an expected interval. The only writer and reader of the table `sources`.

import type { SourceState, SourceStatus } from "../../protocol/server-messages.ts";
import type { Sql } from "./metered-sql.ts";
import type { SignalLog } from "./signal-log.ts";

/** A source with an expected interval. Times are Unix milliseconds. */
export interface StoredSource {
  /** Milliseconds. */
  readonly expectedEveryMs: number;
  /** When the interval was set. Silence counts from here until the first publish. */
  readonly since: number;
  /** The last publish. `null` before the first. */
  readonly lastAt: number | null;
  /** The state last sent to clients. */
  readonly announcedState: SourceState;
}

// A type and no interface, as the platform's row types want an index signature.
type Row = {
  name: string;
  expected_every_s: number;
  since: number;
  last_at: number | null;
  state: SourceState;
};

interface SourceStoreDeps {
  readonly sql: Sql;
  readonly log: SignalLog;
}

/**
 * The sources, read into memory when somebody first asks. Their number is bounded by the producer keys. The first
 * read asks the log for each source's last message, and scans the log for each source outside it.
 */
export class SourceStore {
  readonly #deps: SourceStoreDeps;
  #loaded: Map<string, StoredSource> | undefined;

  constructor(deps: SourceStoreDeps) {
    this.#deps = deps;
  }

  /** Sets how often the source publishes at least, seconds. `null` removes the source. Writes one row. */
  setInterval(name: string, everySeconds: number | null, now: number): void {
    if (everySeconds === null) {
      this.#deps.sql.exec("DELETE FROM sources WHERE name = ?", name);
      this.#sources.delete(name);
      return;
    }
    const before = this.#sources.get(name);
    this.#write(name, {
      expectedEveryMs: everySeconds * 1_000,
      since: now,
      lastAt: before?.lastAt ?? this.#deps.log.lastPublishedAt(name),
      announcedState: before?.announcedState ?? "live",
    });
  }

  /** Notes a publish. The log remembers one with messages, so only a heartbeat writes a row. */
  recordPublish(name: string, now: number, inLog: boolean): void {
    const source = this.#sources.get(name);
    if (source === undefined) return;
    const updated = { ...source, lastAt: now };
    if (inLog) this.#sources.set(name, updated);
    else this.#write(name, updated);
  }

  /** Every source. */
  all(): ReadonlyMap<string, StoredSource> {
    return this.#sources;
  }

  /** Stores a source's state as sent to clients. Writes one row. */
  setAnnounced(name: string, state: SourceState): void {
    const source = this.#sources.get(name);
    if (source !== undefined) this.#write(name, { ...source, announcedState: state });
  }

  /** Every source as clients were sent it. `null` where there is none. */
  statuses(): Readonly<Record<string, SourceStatus>> | null {
    if (this.#sources.size === 0) return null;
    return Object.fromEntries(
      [...this.#sources].map(([name, { announcedState, lastAt }]) => [
        name,
        { state: announcedState, lastAt },
      ]),
    );
  }

  #write(name: string, source: StoredSource): void {
    this.#deps.sql.exec(
      `INSERT OR REPLACE INTO sources (name, expected_every_s, since, last_at, state)
       VALUES (?, ?, ?, ?, ?)`,
      name,
      source.expectedEveryMs / 1_000,
      source.since,
      source.lastAt,
      source.announcedState,
    );
    this.#sources.set(name, source);
  }

  get #sources(): Map<string, StoredSource> {
    return (this.#loaded ??= new Map(
      this.#deps.sql
        .exec<Row>("SELECT name, expected_every_s, since, last_at, state FROM sources")
        .toArray()
        .map((row) => [row.name, this.#fromRow(row)]),
    ));
  }

  #fromRow(row: Row): StoredSource {
    const inLog = this.#deps.log.lastPublishedAt(row.name);
    return {
      expectedEveryMs: row.expected_every_s * 1_000,
      since: row.since,
      lastAt: Math.max(row.last_at ?? 0, inLog ?? 0) || null,
      announcedState: row.state,
    };
  }
}
