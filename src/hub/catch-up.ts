// Bringing a socket from where it is to where the feed is: after a reconnect, after a pause, the same way.

import { logEvent } from "../events.ts";
import { LIMITS } from "../protocol/limits.ts";
import { liveFrame } from "../protocol/server-frames.ts";
import { queuedBytes, type Audience } from "./audience.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Counters } from "./counters.ts";
import type { Replays } from "./replay.ts";
import type { SignalLog } from "./signal-log.ts";
import type { WakeUp } from "./wake-up.ts";

export class CatchUp {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #audience: Audience;
  readonly #broadcast: Broadcast;
  readonly #log: SignalLog;
  readonly #replays: Replays;
  readonly #wakeUp: WakeUp;
  readonly #counters: Counters;
  #watching = false;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    audience: Audience,
    broadcast: Broadcast,
    log: SignalLog,
    replays: Replays,
    wakeUp: WakeUp,
    counters: Counters,
  ) {
    this.#ctx = ctx;
    this.#audience = audience;
    this.#broadcast = broadcast;
    this.#log = log;
    this.#replays = replays;
    this.#wakeUp = wakeUp;
    this.#counters = counters;
  }

  /** Feeds a socket that begins behind the feed, in this very turn as far as its queue has room. */
  start(socket: WebSocket, now: number): void {
    this.#feed(socket, this.#broadcast.allowance(), now);
    this.#keepWatch(now);
  }

  /** Feeds every socket that is behind; answers whether any of them took something. */
  feedAll(now: number): boolean {
    let took = false;
    const { behind } = this.#audience.roll;
    const allowed = behind.size > 0 ? this.#broadcast.allowance() : 0;
    for (const socket of behind) took = this.#feed(socket, allowed, now) || took;
    this.#keepWatch(now);
    return took;
  }

  /**
   * Sends a socket what it still has to get, as far as its queue has room; all of it, then live. Where the
   * log no longer reaches back to it, the socket is closed and the client resumes with a snapshot.
   */
  #feed(socket: WebSocket, allowed: number, now: number): boolean {
    const { pushed } = this.#broadcast;
    const session = this.#audience.roll.seats.get(socket)?.session;
    if (!session?.behind) return false;
    const { behind, dialect, filter } = session;
    let { after } = behind;
    try {
      while (queuedBytes(socket) <= allowed) {
        // Its snapshot already holds messages that others have yet to be sent: those go by it.
        if (after > pushed) return false;
        if (after === pushed) {
          if (behind.announce) socket.send(liveFrame(after));
          this.#audience.catchUp(socket);
          return true;
        }
        if (after < this.#log.extent().oldest - 1) return this.#giveUp(socket, "slow_consumer");
        const piece = this.#replays.piece(after, pushed, dialect, filter);
        if (piece.through === after) throw new Error("a replay that goes nowhere");
        for (const frame of piece.frames) socket.send(frame);
        this.#counters.add("frames", piece.frames.length);
        after = piece.through;
      }
    } catch {
      // Whether the socket or the log failed: a socket that gets nothing must not look as if it did.
      return this.#giveUp(socket, "overloaded");
    }
    const took = after > behind.after;
    if (took) this.#audience.fallBehind(socket, { ...behind, after }, now);
    this.#noteProgress(socket, took, now);
    return took;
  }

  /** Gives up on a socket that took nothing for too long. */
  #noteProgress(socket: WebSocket, took: boolean, now: number): void {
    const { progress } = this.#audience.roll;
    const queued = queuedBytes(socket);
    const last = progress.get(socket);
    if (took || last === undefined || queued < last.queued)
      progress.set(socket, { at: now, queued });
    else if (now - last.at >= LIMITS.stalledMs) this.#giveUp(socket, "slow_consumer");
  }

  #giveUp(socket: WebSocket, refusal: "slow_consumer" | "overloaded"): false {
    this.#audience.end(socket, refusal);
    logEvent("socket.given_up", { refusal });
    return false;
  }

  #keepWatch(now: number): void {
    if (this.#watching || this.#audience.roll.behind.size === 0) return;
    // Should the hub be put to sleep all the same, the alarm takes the watch up again.
    this.#wakeUp.by(now + LIMITS.stalledMs);
    this.#ctx.waitUntil(this.#watch());
  }

  /** The runtime tells nobody that a socket drained: somebody has to look, for as long as one is behind. */
  async #watch(): Promise<void> {
    this.#watching = true;
    try {
      let took = true;
      while (this.#audience.roll.behind.size > 0) {
        // A quick reader is fed as fast as it reads; a stalled one costs a look now and then.
        await scheduler.wait(took ? 1 : LIMITS.catchUpEveryMs);
        took = this.feedAll(Date.now());
      }
    } finally {
      this.#watching = false;
    }
  }
}
