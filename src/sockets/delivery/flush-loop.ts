// The hub's pace: a signal that comes alone goes out at once; while the runtime is still pushing the last
// fan-out, signals gather and leave together.

import { LIMITS } from "../../protocol/limits.ts";
import type { ConnectionRegistry, RoutedMessages } from "../connections/connections.ts";
import type { Flush } from "./flush.ts";
import type { Backlog } from "./backlog.ts";
import type { Counters } from "../../hub/telemetry/counters.ts";

/** So many that gathered during one push are a burst: then ingest is given as long as the push took. */
const BURST_MESSAGES = 8;

/**
 * How long ingest has the hub to itself after a push, milliseconds. A burst is cheaper the more gathers; a
 * feed that is merely brisk would only come later.
 */
export function batchDelay(flushMs: number, queuedMessages: number): number {
  if (queuedMessages < 2) return 0;
  return Math.min(flushMs, LIMITS.maxBatchDelayMs) * Math.min(1, queuedMessages / BURST_MESSAGES);
}

export class FlushLoop {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #connections: ConnectionRegistry;
  readonly #flush: Flush;
  readonly #backlog: Backlog;
  readonly #counters: Counters;
  #flushing = false;
  #lastMs: number | null = null;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    connections: ConnectionRegistry,
    flush: Flush,
    backlog: Backlog,
    counters: Counters,
  ) {
    this.#ctx = ctx;
    this.#connections = connections;
    this.#flush = flush;
    this.#backlog = backlog;
    this.#counters = counters;
  }

  /** How long the last push took that is over, milliseconds; `null` before the first. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  /** Sends the changes now, or with whatever else gathers. */
  send(routed: RoutedMessages): void {
    if (routed.entries.length === 0) return;
    this.#connections.enqueue(routed);
    // The hub must not sleep on what gathered.
    if (!this.#flushing) this.#ctx.waitUntil(this.#run());
  }

  /** Clocked by its own pushes: no timer outlives the burst. The first frames leave in the offer's own turn. */
  async #run(): Promise<void> {
    this.#flushing = true;
    try {
      do {
        const startedAt = Date.now();
        this.#counters.countFlush(this.#connections.queuedMessages);
        this.#flush.fillOutboxes();
        const frames = await this.#sendAll();
        // Nobody wanted it: there is nothing to drain.
        if (frames === 0) continue;
        await scheduler.wait(0);
        // The platform's clock stands still while code runs: the push can be timed only from here.
        const ms = Math.max(0, Date.now() - startedAt);
        this.#lastMs = ms;
        this.#counters.observeFlush(ms);
        const pause = batchDelay(ms, this.#connections.queuedMessages);
        if (pause > 0) await scheduler.wait(pause);
      } while (this.#connections.queuedMessages > 0);
    } finally {
      this.#flushing = false;
    }
  }

  /**
   * Some sockets a turn: the first frames are on their way before the last are queued, and no more than a turn's
   * worth is held in memory. Answers how many frames that were.
   */
  async #sendAll(): Promise<number> {
    let frames = this.#flush.sendBatch(Date.now());
    while (!this.#flush.done) {
      await scheduler.wait(0);
      frames += this.#flush.sendBatch(Date.now());
    }
    this.#counters.add("frames", frames);
    this.#backlog.sendToAll(Date.now());
    return frames;
  }
}
