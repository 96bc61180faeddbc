// A post's way through the hub: known already? numbered, stored, on its way, answered, in one synchronous turn.

import { classOf, logEvent } from "../events.ts";
import type { ItemError } from "../protocol/producer-message.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import type { Message } from "../protocol/server-frames.ts";
import type { AnsweredPost, AnsweredPosts, PostResult } from "./answered-posts.ts";
import type { Audience } from "./audience.ts";
import type { Counters } from "./counters.ts";
import type { Measurements } from "./measurements.ts";
import { planPublication, type Publication } from "./publication.ts";
import type { Pump } from "./pump.ts";
import { leavesAt, type SignalBook } from "./signal-book.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Sources } from "./sources.ts";
import type { WakeUp } from "./wake-up.ts";

/** Where a post comes from, and what its producer calls it. */
export interface Post {
  readonly source: string;
  /** Sent again under the same name it is the same post; `null` for a post without one. */
  readonly name: PostName | null;
}

export interface PostName {
  readonly key: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
}

export interface Published {
  readonly epoch: string;
  /** The newest message of the log when the post was first answered. */
  readonly seq: number;
  /** One for each message posted, in order. */
  readonly results: readonly PostResult[];
}

export type PublishRefusal =
  | {
      readonly code: "body_invalid" | "signal_exists";
      readonly errors: readonly ItemError[];
    }
  | { readonly code: "idempotency_conflict" | "overloaded" };

export class Publisher {
  readonly #storage: DurableObjectStorage;
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #posts: AnsweredPosts;
  readonly #sources: Sources;
  readonly #audience: Audience;
  readonly #pump: Pump;
  readonly #wakeUp: WakeUp;
  readonly #counters: Counters;
  readonly #measurements: Measurements;

  constructor(rooms: {
    readonly storage: DurableObjectStorage;
    readonly log: SignalLog;
    readonly book: SignalBook;
    readonly posts: AnsweredPosts;
    readonly sources: Sources;
    readonly audience: Audience;
    readonly pump: Pump;
    readonly wakeUp: WakeUp;
    readonly counters: Counters;
    readonly measurements: Measurements;
  }) {
    this.#storage = rooms.storage;
    this.#log = rooms.log;
    this.#book = rooms.book;
    this.#posts = rooms.posts;
    this.#sources = rooms.sources;
    this.#audience = rooms.audience;
    this.#pump = rooms.pump;
    this.#wakeUp = rooms.wakeUp;
    this.#counters = rooms.counters;
    this.#measurements = rooms.measurements;
  }

  /** All of the messages or none. `overloaded` where the storage refused: nothing was stored, numbered or sent. */
  publish(
    messages: readonly Message[],
    post: Post,
    now: number,
  ): Result<Published, PublishRefusal> {
    const { source, name } = post;
    const answered = name === null ? null : this.#posts.get(source, name.key);
    if (answered !== null) return this.#answerAgain(answered, post, now);

    const plan = planPublication(messages, this.#log.next, now, (key) => this.#book.get(key, now));
    if (!plan.ok) return plan;
    const judged = this.#audience.judge(plan.value.changes);
    const results = resultsOf(plan.value, judged.recipients);
    const { epoch, newest } = this.#log.extent();
    const seq = newest + plan.value.changes.length;
    const answer = { seq, results };
    const counts = countsOf(results);
    if (!this.#store(plan.value, post, answer, counts, now)) return no({ code: "overloaded" });

    this.#counters.addAll(counts);
    this.#pump.send(judged);
    this.#heard(source, now, judged.changes.length > 0);
    this.#tell(source, seq, counts);
    return ok({ epoch, seq, results });
  }

  /** That a sign of life can't be written down costs no stored post its answer. */
  #heard(source: string, now: number, inLog: boolean): void {
    try {
      this.#sources.posted(source, now, inLog);
    } catch (error) {
      logEvent("storage.failed", { error: classOf(error) });
    }
  }

  #tell(source: string, seq: number, counts: Counted): void {
    const { messages, duplicates, deliveries } = counts;
    logEvent("signals.published", { source, seq, stored: messages, duplicates });
    if (counts.publications === 0) return;
    this.#measurements.published({
      source,
      messages,
      recipients: deliveries,
      duplicates,
      gathered: this.#audience.gathered,
      pushMs: this.#pump.lastMs,
    });
  }

  #answerAgain(
    { bodyHash, seq, results }: AnsweredPost,
    post: Post,
    now: number,
  ): Result<Published, PublishRefusal> {
    if (bodyHash !== post.name?.bodyHash) return no({ code: "idempotency_conflict" });
    this.#counters.add("duplicates", results.length);
    this.#heard(post.source, now, false);
    const again = results.map((result) => ({ ...result, duplicate: true }));
    return ok({ epoch: this.#log.extent().epoch, seq, results: again });
  }

  /** Everything that a post changes, or nothing of it. */
  #store(
    { changes, held }: Publication,
    { source, name }: Post,
    answer: Pick<AnsweredPost, "seq" | "results">,
    counts: Counted,
    now: number,
  ): boolean {
    try {
      this.#storage.transactionSync(() => {
        for (const signal of held) this.#book.put(signal);
        // A sign of life is the same twice, and would be remembered for as long as the log stands still.
        if (name !== null && answer.results.length > 0) {
          this.#posts.put(source, name.key, { bodyHash: name.bodyHash, ...answer });
        }
        // Last, so that the counters in it know of the other rows, and of itself.
        this.#log.append(changes, now, source, () =>
          this.#counters.textAfter({ ...counts, rows: 1 }),
        );
      });
    } catch (error) {
      logEvent("storage.failed", { error: classOf(error) });
      return false;
    }
    if (changes.length === 0) return true;
    this.#log.advance(changes.length);
    if (this.#log.overflows()) this.prune(now);
    this.#wakeUp.by(this.#log.prunesAfter(now));
    for (const signal of held) this.#wakeUp.by(this.#book.sweepsAfter(leavesAt(signal)));
    return true;
  }

  /** Forgets what is past its time, and the posts that brought it. */
  prune(now: number): void {
    this.#log.prune(now);
    this.#posts.prune(this.#log.extent().oldest);
    this.#book.sweep(now);
  }
}

type Counted = Readonly<Record<"publications" | "messages" | "duplicates" | "deliveries", number>>;

function countsOf(results: readonly PostResult[]): Counted {
  const duplicates = results.filter(({ duplicate }) => duplicate).length;
  return {
    publications: results.length > 0 ? 1 : 0,
    messages: results.length - duplicates,
    duplicates,
    deliveries: results.reduce((sum, { recipients }) => sum + recipients, 0),
  };
}

function resultsOf(
  { outcomes }: Publication,
  recipients: readonly number[],
): readonly PostResult[] {
  let stored = 0;
  return outcomes.map((outcome) => {
    if (outcome.kind === "duplicate") return { seq: outcome.seq, duplicate: true, recipients: 0 };
    const count = recipients[stored] ?? 0;
    stored += 1;
    return { seq: outcome.change.seq, duplicate: false, recipients: count };
  });
}
