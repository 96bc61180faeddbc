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
import type { UserBudget } from "./user-budget.ts";

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

export type ReadRefusal = "unauthorized" | "vip_required" | "rate_limited";

export class ReadingRoom {
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #members: Members;
  readonly #replays: Replays;
  readonly #budget: UserBudget;
  readonly #counters: Counters;

  constructor(
    log: SignalLog,
    book: SignalBook,
    members: Members,
    replays: Replays,
    budget: UserBudget,
    counters: Counters,
  ) {
    this.#log = log;
    this.#book = book;
    this.#members = members;
    this.#replays = replays;
    this.#budget = budget;
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
    return this.#serve(caller, now, () => this.#pageOfBook(filter, before, limit, now));
  }

  #pageOfBook(filter: Filter, before: number | null, limit: number, now: number): BookPage {
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
    return { epoch, seq: newest, signals, next };
  }

  /** The messages after a position, at most `limit` of them, for a VIP. */
  readLog(
    caller: Caller,
    filter: Filter,
    since: Position,
    limit: number,
    now: number,
  ): Result<LogPage, ReadRefusal> {
    return this.#serve(caller, now, () => this.#pageOfLog(filter, since, limit));
  }

  /** The messages after a position, whole, at most `limit` of them; from no position, the newest position. */
  tailLog(since: Position | null, limit: number): LogPage {
    const { epoch, newest } = this.#log.extent();
    return this.#pageOfLog({}, since ?? { epoch, seq: newest }, limit);
  }

  #pageOfLog(filter: Filter, since: Position, limit: number): LogPage {
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

  /** The page, for whoever may read and hasn't read too much. */
  #serve<Page>(
    { userId, rights }: Caller,
    now: number,
    read: () => Page,
  ): Result<Page, ReadRefusal> {
    const entitlement = judgeAccess(rights, this.#members.get(userId), now);
    if (!entitlement.granted) return this.#refuse(entitlement.refusal);
    const page = this.#budget.spend(userId, now, read);
    return page === null ? this.#refuse("rate_limited") : ok(page);
  }

  #refuse(code: ReadRefusal): Result<never, ReadRefusal> {
    this.#counters.add(`refused ${code}`);
    return no(code);
  }
}
