// Bringing a socket from where it is to where the feed is: after a reconnect, after a pause, the same way.

import { logEvent } from "../events.ts";
import { LIMITS } from "../protocol/limits.ts";
import { liveFrame } from "../protocol/server-frames.ts";
import { queuedBytes, type Audience } from "./audience.ts";
import type { Replays } from "./replay.ts";
import type { SignalLog } from "./signal-log.ts";
import type { WakeUp } from "./wake-up.ts";

export class CatchUp {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #audience: Audience;
  readonly #log: SignalLog;
  readonly #replays: Replays;
  readonly #wakeUp: WakeUp;
  #watching = false;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    audience: Audience,
    log: SignalLog,
    replays: Replays,
    wakeUp: WakeUp,
  ) {
    this.#ctx = ctx;
    this.#audience = audience;
    this.#log = log;
    this.#replays = replays;
    this.#wakeUp = wakeUp;
  }

  /** Feeds a socket that begins behind the feed, in this very turn as far as its queue has room. */
  start(socket: WebSocket, now: number): void {
    this.#feed(socket, now);
    this.#keepWatch(now);
  }

  /** Feeds every socket that is behind; answers whether any of them took something. */
  feedAll(now: number): boolean {
    let took = false;
    for (const socket of this.#audience.roll.behind) took = this.#feed(socket, now) || took;
    this.#keepWatch(now);
    return took;
  }

  /**
   * Sends a socket what it still has to get, as far as its queue has room; all of it, then live. Where the
   * log no longer reaches back to it, the socket is closed and the client resumes with a snapshot.
   */
  #feed(socket: WebSocket, now: number): boolean {
    const { roll, pushed } = this.#audience;
    const session = roll.seats.get(socket)?.session;
    if (!session?.behind) return false;
    const { behind, dialect, filter } = session;
    let { after } = behind;
    try {
      while (queuedBytes(socket) <= LIMITS.queuedSocketBytes) {
        roll.stalledSince.set(socket, now);
        // Its snapshot already holds messages that others have yet to be sent: those go by it.
        if (after > pushed) return false;
        if (after === pushed) {
          if (behind.announce) socket.send(liveFrame(after));
          this.#audience.catchUp(socket);
          return true;
        }
        if (after < this.#log.extent().oldest - 1) return this.#giveUp(socket);
        const piece = this.#replays.piece(after, pushed, dialect, filter);
        for (const frame of piece.frames) socket.send(frame);
        after = piece.through;
      }
    } catch {
      this.#audience.forget(socket);
      return false;
    }
    if (after > behind.after) {
      this.#audience.fallBehind(socket, { ...behind, after }, now);
      return true;
    }
    const since = roll.stalledSince.get(socket);
    if (since === undefined) roll.stalledSince.set(socket, now);
    else if (now - since >= LIMITS.stalledMs) this.#giveUp(socket);
    return false;
  }

  #giveUp(socket: WebSocket): false {
    this.#audience.end(socket, "slow_consumer");
    logEvent("socket.stalled");
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
