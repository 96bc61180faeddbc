// The producers that said how often they post: the `sources` table, its only writer and reader.

import type { SourceState, SourceStatus } from "../../protocol/server-messages.ts";
import type { Sql } from "./metered-sql.ts";
import type { SignalLog } from "./signal-log.ts";
import { evaluateSource, nextChangeAt, type TrackedSource } from "../publishing/source-status.ts";

interface AnnouncedSource extends TrackedSource {
  /** What clients were told last. */
  readonly announcedState: SourceState;
}

// A type, not an interface: the platform's row types want an index signature.
type Row = {
  name: string;
  expected_every_s: number;
  since: number;
  last_at: number | null;
  state: SourceState;
};

export class SourceStore {
  readonly #sql: Sql;
  readonly #log: SignalLog;
  #loaded: Map<string, AnnouncedSource> | undefined;

  constructor(sql: Sql, log: SignalLog) {
    this.#sql = sql;
    this.#log = log;
  }

  /** The source posts at least this often from now on; `null` takes it off the list. */
  setInterval(name: string, everySeconds: number | null, now: number): void {
    if (everySeconds === null) {
      this.#sql.exec("DELETE FROM sources WHERE name = ?", name);
      this.#sources.delete(name);
      return;
    }
    const before = this.#sources.get(name);
    this.#write(name, {
      expectedEveryMs: everySeconds * 1_000,
      since: now,
      lastAt: before?.lastAt ?? this.#log.lastPublishedAt(name),
      announcedState: before?.announcedState ?? "live",
    });
  }

  /** Takes note of a post. The log remembers one that holds messages: only another costs a row. */
  recordPublish(name: string, now: number, inLog: boolean): void {
    const source = this.#sources.get(name);
    if (source === undefined) return;
    const updated = { ...source, lastAt: now };
    if (inLog) this.#sources.set(name, updated);
    else this.#write(name, updated);
  }

  /** Judges all; answers what changed, which clients have to be told, and remembers that they are. */
  evaluate(now: number): readonly (readonly [name: string, state: SourceState])[] {
    const changed: [string, SourceState][] = [];
    for (const [name, source] of this.#sources) {
      const state = evaluateSource(source, now);
      if (state === source.announcedState) continue;
      this.#write(name, { ...source, announcedState: state });
      changed.push([name, state]);
    }
    return changed;
  }

  /** Every source as clients are told of it; `null` where none said how often it posts. */
  statuses(): Readonly<Record<string, SourceStatus>> | null {
    if (this.#sources.size === 0) return null;
    return Object.fromEntries(
      [...this.#sources].map(([name, { announcedState: told, lastAt }]) => [
        name,
        { state: told, lastAt },
      ]),
    );
  }

  /** When a source's state changes if it stays silent; `null` where none will. */
  nextChangeAt(now: number): number | null {
    let next = Infinity;
    for (const source of this.#sources.values()) {
      next = Math.min(next, nextChangeAt(source, now) ?? Infinity);
    }
    return next === Infinity ? null : next;
  }

  #write(name: string, source: AnnouncedSource): void {
    this.#sql.exec(
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

  get #sources(): Map<string, AnnouncedSource> {
    return (this.#loaded ??= new Map(
      this.#sql
        .exec<Row>("SELECT name, expected_every_s, since, last_at, state FROM sources")
        .toArray()
        .map((row) => [row.name, this.#fromRow(row)]),
    ));
  }

  #fromRow(row: Row): AnnouncedSource {
    const inLog = this.#log.lastPublishedAt(row.name);
    return {
      expectedEveryMs: row.expected_every_s * 1_000,
      since: row.since,
      lastAt: Math.max(row.last_at ?? 0, inLog ?? 0) || null,
      announcedState: row.state,
    };
  }
}
