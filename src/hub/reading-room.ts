// What may be read over HTTP, a page at a time: by VIPs the open signals and the log, under the same rights
// and filters as on a socket; by operators the log.

import type { Caller } from "../handoff.ts";
import type { Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Position } from "../protocol/position.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import { snapshotSignal, type ResumeRefusal } from "../protocol/server-frames.ts";
import type { Counters } from "./counters.ts";
import { judgeAccess } from "./entitlement.ts";
import { wantedBy } from "../protocol/filter-match.ts";
import type { Members } from "./members.ts";
import type { Replays } from "./replay.ts";
import { planResume } from "../protocol/resume.ts";
import type { SignalBook } from "./signal-book.ts";
import type { SignalLog } from "./signal-log.ts";

export interface BookPage {
  readonly epoch: string;
  /** The message the book is at. */
  readonly seq: number;
  /** JSON texts, the last changed first. */
  readonly signals: readonly string[];
  /** Where the next page begins; `null` on the last. */
  readonly next: number | null;
}

export interface LogPage {
  readonly epoch: string;
  /** The position to ask from next time. */
  readonly seq: number;
  /** JSON texts in order. */
  readonly messages: readonly string[];
  readonly more: boolean;
  /** Why the position can't be read on from; then there are no messages. */
  readonly reason: ResumeRefusal | null;
}

export type ReadRefusal = "unauthorized" | "vip_required";

export class ReadingRoom {
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #members: Members;
  readonly #replays: Replays;
  readonly #counters: Counters;

  constructor(
    log: SignalLog,
    book: SignalBook,
    members: Members,
    replays: Replays,
    counters: Counters,
  ) {
    this.#log = log;
    this.#book = book;
    this.#members = members;
    this.#replays = replays;
    this.#counters = counters;
  }

  /** The open signals whose last message is before `before` (all for `null`), at most `limit` of them. */
  readBook(
    caller: Caller,
    filter: Filter,
    before: number | null,
    limit: number,
    now: number,
  ): Result<BookPage, ReadRefusal> {
    const refused = this.#refusalFor(caller, now);
    if (refused !== null) return no(refused);
    const { epoch, newest } = this.#log.extent();
    const isWanted = wantedBy(filter);
    const signals: string[] = [];
    let next: number | null = null;
    let last = 0;
    for (const signal of this.#book.open(now)) {
      if (before !== null && signal.seq >= before) continue;
      if (!isWanted(signal)) continue;
      if (signals.length === limit) {
        next = last;
        break;
      }
      signals.push(snapshotSignal(signal));
      last = signal.seq;
    }
    return ok({ epoch, seq: newest, signals, next });
  }

  /** The messages after a position, at most `limit` of them, for a VIP. */
  readLog(
    caller: Caller,
    filter: Filter,
    since: Position,
    limit: number,
    now: number,
  ): Result<LogPage, ReadRefusal> {
    const refused = this.#refusalFor(caller, now);
    return refused === null ? ok(this.#pageAfter(since, filter, limit)) : no(refused);
  }

  /** The messages after a position, whole, at most `limit` of them; from no position, the newest position. */
  tailLog(since: Position | null, limit: number): LogPage {
    const { epoch, newest } = this.#log.extent();
    return this.#pageAfter(since ?? { epoch, seq: newest }, {}, limit);
  }

  #pageAfter(since: Position, filter: Filter, limit: number): LogPage {
    const extent = this.#log.extent();
    const { epoch, newest } = extent;
    const plan = planResume(since, extent);
    if (plan.kind === "snapshot") {
      return { epoch, seq: newest, messages: [], more: false, reason: plan.reason };
    }
    const { texts, through } = this.#replays.texts(plan.after, newest, filter, {
      messages: limit,
      bytes: LIMITS.ingestBytes,
    });
    return { epoch, seq: through, messages: texts, more: through < newest, reason: null };
  }

  #refusalFor({ userId, rights }: Caller, now: number): ReadRefusal | null {
    const entitlement = judgeAccess(rights, this.#members.get(userId), now);
    if (entitlement.granted) return null;
    this.#counters.add(`refused ${entitlement.refusal}`);
    return entitlement.refusal;
  }
}
