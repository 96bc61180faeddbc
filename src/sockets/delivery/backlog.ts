// Bringing a socket from where it is to where the feed is: after a reconnect, after a pause, the same way.

import { logEvent } from "../../log.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { liveFrame } from "../../protocol/server-messages.ts";
import { queuedBytes, type ConnectionRegistry } from "../connections/connections.ts";
import type { Flush } from "./flush.ts";
import type { Counters } from "../../hub/telemetry/counters.ts";
import type { Replays } from "./replay.ts";
import type { SignalLog } from "../../hub/storage/signal-log.ts";
import type { AlarmScheduler } from "../../hub/alarm/alarm.ts";

export class Backlog {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #connections: ConnectionRegistry;
  readonly #flush: Flush;
  readonly #log: SignalLog;
  readonly #replays: Replays;
  readonly #alarm: AlarmScheduler;
  readonly #counters: Counters;
  #polling = false;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    connections: ConnectionRegistry,
    flush: Flush,
    log: SignalLog,
    replays: Replays,
    alarm: AlarmScheduler,
    counters: Counters,
  ) {
    this.#ctx = ctx;
    this.#connections = connections;
    this.#flush = flush;
    this.#log = log;
    this.#replays = replays;
    this.#alarm = alarm;
    this.#counters = counters;
  }

  /** Feeds a socket that begins behind the feed, in this very turn as far as its queue has room. */
  begin(socket: WebSocket, now: number): void {
    this.#send(socket, this.#flush.sendBudget(), now);
    this.#ensurePolling(now);
  }

  /** Feeds every socket that is behind; answers whether any of them took something. */
  sendToAll(now: number): boolean {
    let madeProgress = false;
    const { catchingUp: behind } = this.#connections.index;
    const budget = behind.size > 0 ? this.#flush.sendBudget() : 0;
    for (const socket of behind) madeProgress = this.#send(socket, budget, now) || madeProgress;
    this.#ensurePolling(now);
    return madeProgress;
  }

  /**
   * Sends a socket what it still has to get, as far as its queue has room; all of it, then live. Where the
   * log no longer reaches back to it, the socket is closed and the client resumes with a snapshot.
   */
  #send(socket: WebSocket, budget: number, now: number): boolean {
    const { flushedSeq: pushed } = this.#flush;
    const session = this.#connections.index.entries.get(socket)?.session;
    if (!session?.catchUp) return false;
    const { catchUp: behind, subprotocol: dialect, filter } = session;
    let { after } = behind;
    try {
      while (queuedBytes(socket) <= budget) {
        // Its snapshot already holds messages that others have yet to be sent: those go by it.
        if (after > pushed) return false;
        if (after === pushed) {
          if (behind.sendLive) socket.send(liveFrame(after));
          this.#connections.resumeLive(socket);
          return true;
        }
        if (after < this.#log.range().oldest - 1)
          return this.#closeStalled(socket, "slow_consumer");
        const chunk = this.#replays.nextChunk(after, pushed, dialect, filter);
        if (chunk.lastSeq === after) throw new Error("a replay that goes nowhere");
        for (const frame of chunk.frames) socket.send(frame);
        this.#counters.add("frames", chunk.frames.length);
        after = chunk.lastSeq;
      }
    } catch {
      // Whether the socket or the log failed: a socket that gets nothing must not look as if it did.
      return this.#closeStalled(socket, "overloaded");
    }
    const madeProgress = after > behind.after;
    if (madeProgress) this.#connections.pauseLive(socket, { ...behind, after }, now);
    this.#noteProgress(socket, madeProgress, now);
    return madeProgress;
  }

  /** Gives up on a socket that took nothing for too long. */
  #noteProgress(socket: WebSocket, madeProgress: boolean, now: number): void {
    const { drainProgress: progress } = this.#connections.index;
    const queued = queuedBytes(socket);
    const last = progress.get(socket);
    if (madeProgress || last === undefined || queued < last.queued)
      progress.set(socket, { at: now, queued });
    else if (now - last.at >= LIMITS.stallTimeoutMs) this.#closeStalled(socket, "slow_consumer");
  }

  #closeStalled(socket: WebSocket, reason: "slow_consumer" | "overloaded"): false {
    this.#connections.closeWith(socket, reason);
    logEvent("socket.stalled", { refusal: reason });
    return false;
  }

  #ensurePolling(now: number): void {
    if (this.#polling || this.#connections.index.catchingUp.size === 0) return;
    // Should the hub be put to sleep all the same, the alarm takes the watch up again.
    this.#alarm.scheduleBy(now + LIMITS.stallTimeoutMs);
    this.#ctx.waitUntil(this.#poll());
  }

  /** The runtime tells nobody that a socket drained: somebody has to look, for as long as one is behind. */
  async #poll(): Promise<void> {
    this.#polling = true;
    try {
      let madeProgress = true;
      while (this.#connections.index.catchingUp.size > 0) {
        // A quick reader is fed as fast as it reads; a stalled one costs a look now and then.
        await scheduler.wait(madeProgress ? 1 : LIMITS.backlogPollMs);
        madeProgress = this.sendToAll(Date.now());
      }
    } finally {
      this.#polling = false;
    }
  }
}
