// The queue is flushed at once while the object is idle, and after a short batch delay during a burst.

import { errorName, logEvent } from "../../log.ts";
import { SERVER_LIMITS } from "../../limits.ts";
import type { SocketTelemetry } from "../ports/host.ts";
import type { Flush } from "./flush.ts";
import type { Outbox } from "./outbox.ts";
import type { RoutedMessages } from "./route.ts";

/** This many messages queued during one flush are a burst. */
const BURST_MESSAGES = 8;

/**
 * How long to wait after a flush before the next one, milliseconds. A burst costs less the more messages share a
 * flush. A single queued message is sent at once.
 */
export function batchDelay(flushMs: number, queuedMessages: number): number {
  if (queuedMessages < 2) return 0;
  return (
    Math.min(flushMs, SERVER_LIMITS.maxBatchDelayMs) * Math.min(1, queuedMessages / BURST_MESSAGES)
  );
}

interface FlushLoopDeps {
  readonly ctx: Pick<DurableObjectState, "waitUntil" | "abort">;
  readonly outbox: Outbox;
  readonly flush: Flush;
  /** Runs once after each flush, to feed the backlog. */
  readonly afterFlush: (now: number) => void;
  readonly telemetry: Pick<SocketTelemetry, "count" | "flushStarted" | "flushFinished">;
}

/** Runs flushes one after the other while the queue has messages. No timer outlives a burst. */
export class FlushLoop {
  readonly #deps: FlushLoopDeps;
  #running = false;
  #lastMs: number | null = null;

  constructor(deps: FlushLoopDeps) {
    this.#deps = deps;
  }

  /** How long the last finished flush took, milliseconds. `null` before the first. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  /** Queues stored messages. An idle loop sends the first frames in this very turn. */
  send(routed: RoutedMessages): void {
    if (routed.entries.length === 0) return;
    this.#deps.outbox.enqueue(routed);
    // The object must not hibernate with messages in the queue.
    if (!this.#running) this.#deps.ctx.waitUntil(this.#run());
  }

  async #run(): Promise<void> {
    const { outbox, flush, telemetry } = this.#deps;
    this.#running = true;
    try {
      do {
        const startedAt = Date.now();
        telemetry.flushStarted(outbox.queuedMessages);
        flush.begin();
        const frames = await this.#sendAll();
        if (frames === 0) continue;
        await scheduler.wait(0);
        // The platform's clock stands still while code runs, so a flush can be timed only after a timer.
        const ms = Math.max(0, Date.now() - startedAt);
        this.#lastMs = ms;
        telemetry.flushFinished(ms);
        const delay = batchDelay(ms, outbox.queuedMessages);
        if (delay > 0) await scheduler.wait(delay);
      } while (outbox.queuedMessages > 0);
    } catch (error) {
      // A broken flush still owes messages, and nobody would send them. A reset makes every client resume.
      logEvent("flush.failed", { error: errorName(error) });
      this.#deps.ctx.abort("a flush failed");
    } finally {
      this.#running = false;
    }
  }

  /** A bounded number of sockets a turn, so the first frames leave before the last are sent. */
  async #sendAll(): Promise<number> {
    const { flush, telemetry, afterFlush } = this.#deps;
    let frames = flush.sendBatch();
    while (!flush.done) {
      await scheduler.wait(0);
      frames += flush.sendBatch();
    }
    telemetry.count("frames", frames);
    afterFlush(Date.now());
    return frames;
  }
}
