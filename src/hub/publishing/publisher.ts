// A publish request in the hub, in one synchronous turn. Its steps are idempotency, plan, transaction, queue, answer.

import { errorName, logEvent } from "../../log.ts";
import type { ItemError } from "../../protocol/publish/publish-request.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Message } from "../../protocol/server-messages.ts";
import type { FlushLoop } from "../../sockets/delivery/flush-loop.ts";
import type { Outbox } from "../../sockets/delivery/outbox.ts";
import type { Alarm } from "../../sockets/ports/host.ts";
import type {
  IdempotencyStore,
  PublishResult,
  StoredAnswer,
} from "../storage/idempotency-store.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import { endsAt, type SignalStore } from "../storage/signal-store.ts";
import type { SourceStore } from "../storage/source-store.ts";
import type { Analytics } from "../telemetry/analytics.ts";
import type { Counters } from "../telemetry/counters.ts";
import { planPublish, type PlannedResult, type PublishPlan } from "./plan-publish.ts";
import type { SourceStatusNotifier } from "./source-status-notifier.ts";

/** Where a request comes from, and its idempotency key. */
export interface PublishRequest {
  readonly source: string;
  /** `null` for a request without a key. Such a request is stored each time. */
  readonly idempotencyKey: IdempotencyKey | null;
}

/** A producer's own name for one request. Sent again with the same body, the request gets its first answer. */
export interface IdempotencyKey {
  readonly key: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
}

/** The answer to a request stored now or before. */
export interface Published {
  readonly epoch: string;
  /** The log's newest message when the request was first answered. */
  readonly seq: number;
  /** One for each message of the request, in order. */
  readonly results: readonly PublishResult[];
}

/** Why nothing of a request was stored. */
export type PublishRejection =
  | {
      readonly code: "body_invalid" | "signal_exists";
      readonly errors: readonly ItemError[];
    }
  | { readonly code: "idempotency_conflict" | "overloaded" };

interface PublisherDeps {
  readonly storage: Pick<DurableObjectStorage, "transactionSync">;
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly idempotency: IdempotencyStore;
  readonly sources: SourceStore;
  readonly sourceStatus: SourceStatusNotifier;
  readonly outbox: Outbox;
  readonly flushLoop: FlushLoop;
  readonly alarm: Alarm;
  readonly counters: Counters;
  readonly analytics: Analytics;
}

/** Publishes requests. */
export class Publisher {
  readonly #deps: PublisherDeps;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /**
   * Stores all of the messages or none. After `overloaded` storage has failed, and nothing was stored, numbered or
   * sent. Nothing stands between the commit and the queue. Chores come after it and are guarded.
   */
  publish(
    messages: readonly Message[],
    request: PublishRequest,
    now: number,
  ): Result<Published, PublishRejection> {
    const { log, signals, idempotency, outbox, flushLoop, counters } = this.#deps;
    const { source, idempotencyKey } = request;
    const answered = idempotencyKey && idempotency.get(source, idempotencyKey.key);
    if (answered !== null) return this.#replayAnswer(answered, request, now);

    const planned = planPublish(messages, log.nextSeq, now, (key) => signals.get(key, now));
    if (!planned.ok) return planned;
    const plan = planned.value;
    const routed = outbox.route(plan.entries);
    const results = resultsOf(plan.results, routed.recipients);
    const { epoch, newest } = log.range();
    const answer = { seq: newest + plan.entries.length, results };
    const counts = countsOf(results);
    if (!this.#store(plan, request, answer, counts, now)) return err({ code: "overloaded" });

    log.noteAppended(plan.entries.length);
    flushLoop.send(routed);
    counters.addAll(counts);
    this.#runChores(plan, request, counts, now);
    return ok({ epoch, ...answer });
  }

  /** Deletes old log rows, the answers to their requests, and ended signals. */
  prune(now: number): void {
    const { log, idempotency, signals } = this.#deps;
    log.prune(now);
    idempotency.prune(log.range().oldest);
    signals.prune(now);
  }

  #replayAnswer(
    { bodyHash, seq, results }: StoredAnswer,
    { source, idempotencyKey }: PublishRequest,
    now: number,
  ): Result<Published, PublishRejection> {
    if (bodyHash !== idempotencyKey?.bodyHash) return err({ code: "idempotency_conflict" });
    this.#deps.counters.add("duplicates", results.length);
    guarded(() => this.#deps.sources.recordPublish(source, now, false));
    guarded(() => this.#deps.sourceStatus.evaluate(now));
    const replayed = results.map((result) => ({ ...result, duplicate: true }));
    return ok({ epoch: this.#deps.log.range().epoch, seq, results: replayed });
  }

  /** Writes all changes of the request or none. Answers whether they were committed. */
  #store(
    { entries, updatedSignals }: PublishPlan,
    { source, idempotencyKey }: PublishRequest,
    answer: Pick<StoredAnswer, "seq" | "results">,
    counts: PublishCounts,
    now: number,
  ): boolean {
    const { storage, log, signals, idempotency, counters } = this.#deps;
    return guarded(() =>
      storage.transactionSync(() => {
        for (const signal of updatedSignals) signals.put(signal);
        // A heartbeat gets the same answer twice, and would be stored for as long as the log stands still.
        if (idempotencyKey !== null && answer.results.length > 0) {
          const { key, bodyHash } = idempotencyKey;
          idempotency.put(source, key, { bodyHash, ...answer });
        }
        // Last, so the stored counters include the other rows and this one.
        log.append(entries, now, source, () => counters.serializeAfter({ ...counts, rows: 1 }));
      }),
    );
  }

  /** The work after a stored request. It may fail without harm to the request. */
  #runChores(
    { entries, updatedSignals }: PublishPlan,
    { source }: PublishRequest,
    counts: PublishCounts,
    now: number,
  ): void {
    const { log, signals, sources, sourceStatus, alarm } = this.#deps;
    guarded(() => sources.recordPublish(source, now, entries.length > 0));
    guarded(() => {
      if (entries.length > 0) alarm.scheduleBy(log.pruneDueAt(now));
      for (const signal of updatedSignals) alarm.scheduleBy(signals.pruneDueAt(endsAt(signal)));
    });
    if (log.overflows()) guarded(() => this.prune(now));
    this.#logPublished(source, counts);
    guarded(() => sourceStatus.evaluate(now));
  }

  #logPublished(source: string, counts: PublishCounts): void {
    const { log, outbox, flushLoop, analytics } = this.#deps;
    const { messages, duplicates, deliveries } = counts;
    const { newest } = log.range();
    logEvent("signals.published", { source, seq: newest, stored: messages, duplicates });
    if (counts.publications === 0) return;
    analytics.recordPublish({
      source,
      messages,
      recipients: deliveries,
      duplicates,
      queuedMessages: outbox.queuedMessages,
      flushMs: flushLoop.lastMs,
    });
  }
}

type PublishCounts = Readonly<
  Record<"publications" | "messages" | "duplicates" | "deliveries", number>
>;

/** Runs work and answers whether it succeeded. The log names the error's class alone. */
function guarded(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    logEvent("storage.failed", { error: errorName(error) });
    return false;
  }
}

function countsOf(results: readonly PublishResult[]): PublishCounts {
  const duplicates = results.filter(({ duplicate }) => duplicate).length;
  return {
    publications: results.length > 0 ? 1 : 0,
    messages: results.length - duplicates,
    duplicates,
    deliveries: results.reduce((sum, { recipients }) => sum + recipients, 0),
  };
}

function resultsOf(
  planned: readonly PlannedResult[],
  recipients: readonly number[],
): readonly PublishResult[] {
  let stored = 0;
  return planned.map((result) => {
    if (result.kind === "duplicate") return { seq: result.seq, duplicate: true, recipients: 0 };
    const count = recipients[stored] ?? 0;
    stored += 1;
    return { seq: result.entry.seq, duplicate: false, recipients: count };
  });
}
