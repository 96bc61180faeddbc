// The producers that said how often they post: the `sources` table, its only writer and reader.

import type { SourceState, SourceStatus } from "../protocol/server-frames.ts";
import type { Sql } from "./counted-sql.ts";
import type { SignalLog } from "./signal-log.ts";
import { judgeSource, nextJudgement, type Source } from "./source-liveness.ts";

interface Known extends Source {
  /** What clients were told last. */
  readonly told: SourceState;
}

// A type, not an interface: the platform's row types want an index signature.
type Row = {
  name: string;
  expected_every_s: number;
  since: number;
  last_at: number | null;
  state: SourceState;
};

export class Sources {
  readonly #sql: Sql;
  readonly #log: SignalLog;
  #loaded: Map<string, Known> | undefined;

  constructor(sql: Sql, log: SignalLog) {
    this.#sql = sql;
    this.#log = log;
  }

  /** The source posts at least this often from now on; `null` takes it off the list. */
  expect(name: string, everySeconds: number | null, now: number): void {
    if (everySeconds === null) {
      this.#sql.exec("DELETE FROM sources WHERE name = ?", name);
      this.#known.delete(name);
      return;
    }
    const before = this.#known.get(name);
    this.#write(name, {
      expectedEveryMs: everySeconds * 1_000,
      since: now,
      lastAt: before?.lastAt ?? this.#log.lastPostOf(name),
      told: before?.told ?? "live",
    });
  }

  /** Takes note of a post. The log remembers one that holds messages: only another costs a row. */
  posted(name: string, now: number, inLog: boolean): void {
    const source = this.#known.get(name);
    if (source === undefined) return;
    const heard = { ...source, lastAt: now };
    if (inLog) this.#known.set(name, heard);
    else this.#write(name, heard);
  }

  /** Judges all; answers what changed, which clients have to be told, and remembers that they are. */
  judge(now: number): readonly (readonly [name: string, state: SourceState])[] {
    const changed: [string, SourceState][] = [];
    for (const [name, source] of this.#known) {
      const state = judgeSource(source, now);
      if (state === source.told) continue;
      this.#write(name, { ...source, told: state });
      changed.push([name, state]);
    }
    return changed;
  }

  /** Every source as clients are told of it; `null` where none said how often it posts. */
  statuses(): Readonly<Record<string, SourceStatus>> | null {
    if (this.#known.size === 0) return null;
    return Object.fromEntries(
      [...this.#known].map(([name, { told, lastAt }]) => [name, { state: told, lastAt }]),
    );
  }

  /** When a source's state changes if it stays silent; `null` where none will. */
  nextJudgement(now: number): number | null {
    let next = Infinity;
    for (const source of this.#known.values()) {
      next = Math.min(next, nextJudgement(source, now) ?? Infinity);
    }
    return next === Infinity ? null : next;
  }

  #write(name: string, source: Known): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO sources (name, expected_every_s, since, last_at, state)
       VALUES (?, ?, ?, ?, ?)`,
      name,
      source.expectedEveryMs / 1_000,
      source.since,
      source.lastAt,
      source.told,
    );
    this.#known.set(name, source);
  }

  get #known(): Map<string, Known> {
    return (this.#loaded ??= new Map(
      this.#sql
        .exec<Row>("SELECT name, expected_every_s, since, last_at, state FROM sources")
        .toArray()
        .map((row) => [row.name, this.#fromRow(row)]),
    ));
  }

  #fromRow(row: Row): Known {
    const inLog = this.#log.lastPostOf(row.name);
    return {
      expectedEveryMs: row.expected_every_s * 1_000,
      since: row.since,
      lastAt: Math.max(row.last_at ?? 0, inLog ?? 0) || null,
      told: row.state,
    };
  }
}
