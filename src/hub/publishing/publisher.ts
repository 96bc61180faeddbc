// A post's way through the hub: known already? numbered, stored, on its way, answered, in one synchronous turn.

import { errorName, logEvent } from "../../log.ts";
import type { ItemError } from "../../protocol/publish-request.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Message } from "../../protocol/server-messages.ts";
import type {
  StoredAnswer,
  IdempotencyStore,
  PublishResult,
} from "../storage/idempotency-store.ts";
import type { ConnectionRegistry } from "../../sockets/connections/connections.ts";
import type { Counters } from "../telemetry/counters.ts";
import type { Analytics } from "../telemetry/analytics.ts";
import { planPublish, type PublishPlan } from "./plan-publish.ts";
import type { FlushLoop } from "../../sockets/delivery/flush-loop.ts";
import { expiresAt, type SignalStore } from "../storage/signal-store.ts";
import type { SignalLog } from "../storage/signal-log.ts";
import type { SourceStore } from "../storage/source-store.ts";
import type { AlarmScheduler } from "../alarm/alarm.ts";

/** Where a post comes from, and what its producer calls it. */
export interface PublishRequest {
  readonly source: string;
  /** Sent again under the same name it is the same post; `null` for a post without one. */
  readonly idempotencyKey: IdempotencyKey | null;
}

export interface IdempotencyKey {
  readonly key: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
}

export interface Published {
  readonly epoch: string;
  /** The newest message of the log when the post was first answered. */
  readonly seq: number;
  /** One for each message posted, in order. */
  readonly results: readonly PublishResult[];
}

export type PublishRejection =
  | {
      readonly code: "body_invalid" | "signal_exists";
      readonly errors: readonly ItemError[];
    }
  | { readonly code: "idempotency_conflict" | "overloaded" };

export class Publisher {
  readonly #storage: DurableObjectStorage;
  readonly #log: SignalLog;
  readonly #signals: SignalStore;
  readonly #idempotency: IdempotencyStore;
  readonly #sources: SourceStore;
  readonly #connections: ConnectionRegistry;
  readonly #flushLoop: FlushLoop;
  readonly #alarm: AlarmScheduler;
  readonly #counters: Counters;
  readonly #analytics: Analytics;

  constructor(deps: {
    readonly storage: DurableObjectStorage;
    readonly log: SignalLog;
    readonly signals: SignalStore;
    readonly idempotency: IdempotencyStore;
    readonly sources: SourceStore;
    readonly connections: ConnectionRegistry;
    readonly flushLoop: FlushLoop;
    readonly alarm: AlarmScheduler;
    readonly counters: Counters;
    readonly analytics: Analytics;
  }) {
    this.#storage = deps.storage;
    this.#log = deps.log;
    this.#signals = deps.signals;
    this.#idempotency = deps.idempotency;
    this.#sources = deps.sources;
    this.#connections = deps.connections;
    this.#flushLoop = deps.flushLoop;
    this.#alarm = deps.alarm;
    this.#counters = deps.counters;
    this.#analytics = deps.analytics;
  }

  /** All of the messages or none. `overloaded` where the storage refused: nothing was stored, numbered or sent. */
  publish(
    messages: readonly Message[],
    request: PublishRequest,
    now: number,
  ): Result<Published, PublishRejection> {
    const { source, idempotencyKey: name } = request;
    const answered = name === null ? null : this.#idempotency.get(source, name.key);
    if (answered !== null) return this.#replayAnswer(answered, request, now);

    const plan = planPublish(messages, this.#log.nextSeq, now, (key) =>
      this.#signals.get(key, now),
    );
    if (!plan.ok) return plan;
    const routed = this.#connections.matchSubscribers(plan.value.entries);
    const results = resultsOf(plan.value, routed.recipients);
    const { epoch, newest } = this.#log.range();
    const seq = newest + plan.value.entries.length;
    const answer = { seq, results };
    const counts = countsOf(results);
    if (!this.#store(plan.value, request, answer, counts, now)) return err({ code: "overloaded" });

    this.#counters.addAll(counts);
    this.#flushLoop.send(routed);
    this.#recordHeartbeat(source, now, routed.entries.length > 0);
    this.#logPublished(source, seq, counts);
    return ok({ epoch, seq, results });
  }

  /** That a sign of life can't be written down costs no stored post its answer. */
  #recordHeartbeat(source: string, now: number, inLog: boolean): void {
    try {
      this.#sources.recordPublish(source, now, inLog);
    } catch (error) {
      logEvent("storage.failed", { error: errorName(error) });
    }
  }

  #logPublished(source: string, seq: number, counts: PublishCounts): void {
    const { messages, duplicates, deliveries } = counts;
    logEvent("signals.published", { source, seq, stored: messages, duplicates });
    if (counts.publications === 0) return;
    this.#analytics.recordPublish({
      source,
      messages,
      recipients: deliveries,
      duplicates,
      queuedMessages: this.#connections.queuedMessages,
      flushMs: this.#flushLoop.lastMs,
    });
  }

  #replayAnswer(
    { bodyHash, seq, results }: StoredAnswer,
    request: PublishRequest,
    now: number,
  ): Result<Published, PublishRejection> {
    if (bodyHash !== request.idempotencyKey?.bodyHash) return err({ code: "idempotency_conflict" });
    this.#counters.add("duplicates", results.length);
    this.#recordHeartbeat(request.source, now, false);
    const replayed = results.map((result) => ({ ...result, duplicate: true }));
    return ok({ epoch: this.#log.range().epoch, seq, results: replayed });
  }

  /** Everything that a post changes, or nothing of it. */
  #store(
    { entries: changes, updatedSignals: held }: PublishPlan,
    { source, idempotencyKey: name }: PublishRequest,
    answer: Pick<StoredAnswer, "seq" | "results">,
    counts: PublishCounts,
    now: number,
  ): boolean {
    try {
      this.#storage.transactionSync(() => {
        for (const signal of held) this.#signals.put(signal);
        // A sign of life is the same twice, and would be remembered for as long as the log stands still.
        if (name !== null && answer.results.length > 0) {
          this.#idempotency.put(source, name.key, { bodyHash: name.bodyHash, ...answer });
        }
        // Last, so that the counters in it know of the other rows, and of itself.
        this.#log.append(changes, now, source, () =>
          this.#counters.serializeAfter({ ...counts, rows: 1 }),
        );
      });
    } catch (error) {
      logEvent("storage.failed", { error: errorName(error) });
      return false;
    }
    if (changes.length === 0) return true;
    this.#log.noteAppended(changes.length);
    if (this.#log.overflows()) this.prune(now);
    this.#alarm.scheduleBy(this.#log.pruneDueAt(now));
    for (const signal of held) this.#alarm.scheduleBy(this.#signals.pruneDueAt(expiresAt(signal)));
    return true;
  }

  /** Forgets what is past its time, and the posts that brought it. */
  prune(now: number): void {
    this.#log.prune(now);
    this.#idempotency.prune(this.#log.range().oldest);
    this.#signals.prune(now);
  }
}

type PublishCounts = Readonly<
  Record<"publications" | "messages" | "duplicates" | "deliveries", number>
>;

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
  { results: outcomes }: PublishPlan,
  recipients: readonly number[],
): readonly PublishResult[] {
  let storedCount = 0;
  return outcomes.map((outcome) => {
    if (outcome.kind === "duplicate") return { seq: outcome.seq, duplicate: true, recipients: 0 };
    const count = recipients[storedCount] ?? 0;
    storedCount += 1;
    return { seq: outcome.entry.seq, duplicate: false, recipients: count };
  });
}
