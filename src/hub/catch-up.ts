// Bringing a socket from where it is to where the feed is: after a reconnect, after a pause, the same way.

import { logEvent } from "../events.ts";
import { LIMITS } from "../protocol/limits.ts";
import { liveFrame } from "../protocol/server-frames.ts";
import { queuedBytes, type Audience } from "./audience.ts";
import type { Replays } from "./replay.ts";
import type { SignalLog } from "./signal-log.ts";

export class CatchUp {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #audience: Audience;
  readonly #log: SignalLog;
  readonly #replays: Replays;
  #watching = false;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    audience: Audience,
    log: SignalLog,
    replays: Replays,
  ) {
    this.#ctx = ctx;
    this.#audience = audience;
    this.#log = log;
    this.#replays = replays;
  }

  /** Feeds a socket that begins behind the feed, in this very turn as far as its queue has room. */
  start(socket: WebSocket, now: number): void {
    this.#feed(socket, now);
    this.#keepWatch();
  }

  /** Feeds every socket that is behind. */
  feedAll(now: number): void {
    for (const socket of this.#audience.roll.behind) this.#feed(socket, now);
    this.#keepWatch();
  }

  /**
   * Sends a socket what it still has to get, as far as its queue has room; all of it, then live. Where the
   * log no longer reaches back to it, the socket is closed and the client resumes with a snapshot.
   */
  #feed(socket: WebSocket, now: number): void {
    const { roll, pushed } = this.#audience;
    const session = roll.seats.get(socket)?.session;
    if (!session?.behind) return;
    const { behind, dialect, filter } = session;
    let { after } = behind;
    try {
      while (queuedBytes(socket) <= LIMITS.queuedSocketBytes) {
        roll.stalledSince.set(socket, now);
        // Its snapshot already holds messages that others have yet to be sent: those go by it.
        if (after > pushed) return;
        if (after === pushed) {
          if (behind.announce) socket.send(liveFrame(after));
          this.#audience.catchUp(socket);
          return;
        }
        if (after < this.#log.extent().oldest - 1) return this.#giveUp(socket);
        const piece = this.#replays.piece(after, pushed, dialect, filter);
        for (const frame of piece.frames) socket.send(frame);
        after = piece.through;
      }
    } catch {
      this.#audience.forget(socket);
      return;
    }
    const since = roll.stalledSince.get(socket);
    if (since === undefined) roll.stalledSince.set(socket, now);
    else if (now - since >= LIMITS.stalledMs) return this.#giveUp(socket);
    if (after > behind.after) this.#audience.fallBehind(socket, { ...behind, after }, now);
  }

  #giveUp(socket: WebSocket): void {
    this.#audience.end(socket, "slow_consumer");
    logEvent("socket.stalled");
  }

  #keepWatch(): void {
    if (this.#audience.roll.behind.size > 0 && !this.#watching) this.#ctx.waitUntil(this.#watch());
  }

  /** The runtime tells nobody that a socket drained: somebody has to look, for as long as one is behind. */
  async #watch(): Promise<void> {
    this.#watching = true;
    try {
      while (this.#audience.roll.behind.size > 0) {
        await scheduler.wait(LIMITS.catchUpEveryMs);
        const now = Date.now();
        for (const socket of this.#audience.roll.behind) this.#feed(socket, now);
      }
    } finally {
      this.#watching = false;
    }
  }
}
