// Reads over HTTP, a page at a time. VIPs read open signals and the log, operators the log.

import type { Principal } from "../../hub-request.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import type { Filter } from "../../protocol/filter.ts";
import { toPredicate } from "../../protocol/filter-match.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { planResume } from "../../protocol/resume.ts";
import { snapshotSignal, type ResumeFailure } from "../../protocol/server-messages.ts";
import { checkAccess } from "../../sockets/connections/access-policy.ts";
import type { ReadQuota } from "../../sockets/connections/read-quota.ts";
import type { Replays } from "../../sockets/delivery/replay.ts";
import type { MemberStore } from "../storage/member-store.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import type { SignalStore } from "../storage/signal-store.ts";
import type { Counters } from "../telemetry/counters.ts";

/** One page of open signals. */
export interface SignalPage {
  readonly epoch: string;
  /** The log's newest message. The page shows the signals after it. */
  readonly seq: number;
  /** JSON texts, the last changed first. */
  readonly signals: readonly string[];
  /** The place of the next page. `null` on the last one. */
  readonly next: number | null;
}

/** One page of the log. */
export interface MessagePage {
  readonly epoch: string;
  /** With `epoch`, the cursor of the next page. */
  readonly seq: number;
  /** JSON texts in order. */
  readonly messages: readonly string[];
  readonly more: boolean;
  /** Why the log can't be read from the cursor. `null` where it can. With a reason there are no messages. */
  readonly reason: ResumeFailure | null;
}

/** Why a VIP gets no page. */
export type ReadRejection = "unauthorized" | "vip_required" | "rate_limited";

interface ReadApiDeps {
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly members: MemberStore;
  readonly replays: Replays;
  readonly readQuota: ReadQuota;
  readonly counters: Counters;
}

/** Reads pages. A VIP's reads have the access policy, the filters and the quota of a socket. */
export class ReadApi {
  readonly #deps: ReadApiDeps;

  constructor(deps: ReadApiDeps) {
    this.#deps = deps;
  }

  /**
   * The open signals whose last message is before `before` (`null` for all), at most `limit` of them. Reads every open
   * signal, whatever the limit.
   */
  readSignals(
    principal: Principal,
    filter: Filter,
    before: number | null,
    limit: number,
    now: number,
  ): Result<SignalPage, ReadRejection> {
    return this.#authorized(principal, now, () => this.#signalPage(filter, before, limit, now));
  }

  /** The messages after a cursor, at most `limit` of them. */
  readLog(
    principal: Principal,
    filter: Filter,
    since: Cursor,
    limit: number,
    now: number,
  ): Result<MessagePage, ReadRejection> {
    return this.#authorized(principal, now, () => this.#messagePage(filter, since, limit));
  }

  /** The messages after a cursor for an operator, unfiltered. Without a cursor, an empty page at the log's end. */
  tailLog(since: Cursor | null, limit: number): MessagePage {
    const { epoch, newest } = this.#deps.log.range();
    return this.#messagePage({}, since ?? { epoch, seq: newest }, limit);
  }

  #signalPage(filter: Filter, before: number | null, limit: number, now: number): SignalPage {
    const { epoch, newest } = this.#deps.log.range();
    const isWanted = toPredicate(filter);
    const signals: string[] = [];
    let next: number | null = null;
    let last = 0;
    for (const signal of this.#deps.signals.open(now)) {
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

  #messagePage(filter: Filter, since: Cursor, limit: number): MessagePage {
    const range = this.#deps.log.range();
    const { epoch, newest } = range;
    const plan = planResume(since, range);
    if (plan.kind === "snapshot") {
      return { epoch, seq: newest, messages: [], more: false, reason: plan.reason };
    }
    const { texts, lastSeq } = this.#deps.replays.read(plan.after, newest, filter, {
      messages: limit,
      size: LIMITS.publishBytes,
    });
    return { epoch, seq: lastSeq, messages: texts, more: lastSeq < newest, reason: null };
  }

  #authorized<Page>(
    { userId, claims }: Principal,
    now: number,
    read: () => Page,
  ): Result<Page, ReadRejection> {
    const decision = checkAccess(claims, this.#deps.members.get(userId), now);
    if (!decision.granted) return this.#reject(decision.error);
    const page = this.#deps.readQuota.charge(userId, now, read);
    return page === null ? this.#reject("rate_limited") : ok(page);
  }

  #reject(code: ReadRejection): Result<never, ReadRejection> {
    this.#deps.counters.add(`refused ${code}`);
    return err(code);
  }
}
