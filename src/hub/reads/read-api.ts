// What may be read over HTTP, a page at a time: by VIPs the open signals and the log, under the same rights
// and filters as on a socket; by operators the log.

import type { Principal } from "../../hub-request.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { snapshotSignal, type ResumeFailure } from "../../protocol/server-messages.ts";
import type { Counters } from "../telemetry/counters.ts";
import { checkAccess } from "../../sockets/connections/access-policy.ts";
import { toPredicate } from "../../protocol/filter-match.ts";
import type { MemberStore } from "../storage/member-store.ts";
import type { Replays } from "../../sockets/delivery/replay.ts";
import { planResume } from "../../protocol/resume.ts";
import type { SignalStore } from "../storage/signal-store.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import type { ReadQuota } from "../../sockets/connections/read-quota.ts";

export interface SignalPage {
  readonly epoch: string;
  /** The message the book is at. */
  readonly seq: number;
  /** JSON texts, the last changed first. */
  readonly signals: readonly string[];
  /** Where the next page begins; `null` on the last. */
  readonly next: number | null;
}

export interface MessagePage {
  readonly epoch: string;
  /** The position to ask from next time. */
  readonly seq: number;
  /** JSON texts in order. */
  readonly messages: readonly string[];
  readonly more: boolean;
  /** Why the position can't be read on from; then there are no messages. */
  readonly reason: ResumeFailure | null;
}

export type ReadRejection = "unauthorized" | "vip_required" | "rate_limited";

export class ReadApi {
  readonly #log: SignalLog;
  readonly #signals: SignalStore;
  readonly #members: MemberStore;
  readonly #replays: Replays;
  readonly #quota: ReadQuota;
  readonly #counters: Counters;

  constructor(
    log: SignalLog,
    signals: SignalStore,
    members: MemberStore,
    replays: Replays,
    quota: ReadQuota,
    counters: Counters,
  ) {
    this.#log = log;
    this.#signals = signals;
    this.#members = members;
    this.#replays = replays;
    this.#quota = quota;
    this.#counters = counters;
  }

  /** The open signals whose last message is before `before` (all for `null`), at most `limit` of them. */
  readSignals(
    principal: Principal,
    filter: Filter,
    before: number | null,
    limit: number,
    now: number,
  ): Result<SignalPage, ReadRejection> {
    return this.#authorized(principal, now, () => this.#signalPage(filter, before, limit, now));
  }

  #signalPage(filter: Filter, before: number | null, limit: number, now: number): SignalPage {
    const { epoch, newest } = this.#log.range();
    const isWanted = toPredicate(filter);
    const signals: string[] = [];
    let next: number | null = null;
    let last = 0;
    for (const signal of this.#signals.open(now)) {
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
    principal: Principal,
    filter: Filter,
    since: Cursor,
    limit: number,
    now: number,
  ): Result<MessagePage, ReadRejection> {
    return this.#authorized(principal, now, () => this.#messagePage(filter, since, limit));
  }

  /** The messages after a position, whole, at most `limit` of them; from no position, the newest position. */
  tailLog(since: Cursor | null, limit: number): MessagePage {
    const { epoch, newest } = this.#log.range();
    return this.#messagePage({}, since ?? { epoch, seq: newest }, limit);
  }

  #messagePage(filter: Filter, since: Cursor, limit: number): MessagePage {
    const extent = this.#log.range();
    const { epoch, newest } = extent;
    const plan = planResume(since, extent);
    if (plan.kind === "snapshot") {
      return { epoch, seq: newest, messages: [], more: false, reason: plan.reason };
    }
    const { texts, lastSeq: through } = this.#replays.read(plan.after, newest, filter, {
      messages: limit,
      bytes: LIMITS.publishBytes,
    });
    return { epoch, seq: through, messages: texts, more: through < newest, reason: null };
  }

  /** The page, for whoever may read and hasn't read too much. */
  #authorized<Page>(
    { userId, claims: rights }: Principal,
    now: number,
    read: () => Page,
  ): Result<Page, ReadRejection> {
    const entitlement = checkAccess(rights, this.#members.get(userId), now);
    if (!entitlement.granted) return this.#reject(entitlement.refusal);
    const page = this.#quota.charge(userId, now, read);
    return page === null ? this.#reject("rate_limited") : ok(page);
  }

  #reject(code: ReadRejection): Result<never, ReadRejection> {
    this.#counters.add(`refused ${code}`);
    return err(code);
  }
}
