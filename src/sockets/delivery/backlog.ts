// The backlog. Resuming and slow sockets get their messages from the log, until they reach the flushed sequence.

import { logEvent } from "../../log.ts";
import { assertInvariant } from "../../invariant.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { SERVER_LIMITS } from "../../limits.ts";
import { liveFrame } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { Alarm, SocketTelemetry } from "../ports/host.ts";
import type { MessageLog } from "../ports/messages.ts";
import { bufferedBytes, canSendMore } from "./buffered-bytes.ts";
import type { Flush } from "./flush.ts";
import type { Outbox } from "./outbox.ts";
import type { Replays } from "./replay.ts";

interface BacklogDeps {
  readonly ctx: Pick<DurableObjectState, "waitUntil">;
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
  readonly flush: Flush;
  readonly log: MessageLog;
  readonly replays: Replays;
  readonly alarm: Alarm;
  readonly telemetry: Pick<SocketTelemetry, "count">;
}

/** A socket's last progress, with its buffered bytes at that time. */
interface DrainProgress {
  /** Unix milliseconds. */
  readonly at: number;
  readonly bufferedBytes: number;
}

/** Feeds the sockets in the backlog as their buffers have room, and closes stalled ones. */
export class Backlog {
  readonly #deps: BacklogDeps;
  readonly #progress = new WeakMap<WebSocket, DrainProgress>();
  #polling = false;

  constructor(deps: BacklogDeps) {
    this.#deps = deps;
  }

  /** Feeds a new socket of the backlog, in this very turn as far as its buffer has room. */
  begin(socket: WebSocket, now: number): void {
    this.#send(socket, this.#deps.flush.sendBudget(), now);
    this.#ensurePolling(now);
  }

  /** Feeds every socket in the backlog. Answers whether any of them made progress. */
  sendToAll(now: number): boolean {
    let madeProgress = false;
    const { catchingUp } = this.#deps.connections.index;
    const budget = catchingUp.size > 0 ? this.#deps.flush.sendBudget() : 0;
    for (const socket of catchingUp) madeProgress = this.#send(socket, budget, now) || madeProgress;
    this.#ensurePolling(now);
    return madeProgress;
  }

  /**
   * Sends a socket the next messages after its cursor, as far as its buffer has room. At the flushed sequence it goes
   * live. Where the log no longer reaches back to the cursor, the socket is closed, and its client gets a snapshot.
   */
  #send(socket: WebSocket, budget: number, now: number): boolean {
    const { connections, outbox, log, replays, telemetry } = this.#deps;
    const { flushedSeq } = outbox;
    const session = connections.index.get(socket);
    if (!session?.catchUp) return false;
    const { catchUp, subprotocol, filter } = session;
    let { after } = catchUp;
    try {
      while (canSendMore(socket, budget)) {
        // Its snapshot already holds messages of the queue. It waits for their flush.
        if (after > flushedSeq) return false;
        if (after === flushedSeq) {
          if (catchUp.sendLive) socket.send(liveFrame(after));
          outbox.resume(socket, after);
          return true;
        }
        if (after < log.range().oldest - 1) return this.#close(socket, "slow_consumer");
        const chunk = replays.nextChunk(after, flushedSeq, subprotocol, filter);
        assertInvariant(chunk.lastSeq > after, "a replay moves forward");
        for (const frame of chunk.frames) socket.send(frame);
        telemetry.count("frames", chunk.frames.length);
        after = chunk.lastSeq;
      }
    } catch {
      // The socket or the log failed. A socket without messages looks like a quiet feed, so it is closed.
      return this.#close(socket, "overloaded");
    }
    const madeProgress = after > catchUp.after;
    if (madeProgress) outbox.pause(socket, { ...catchUp, after });
    this.#closeStalled(socket, madeProgress, now);
    return madeProgress;
  }

  /** Closes a socket after `LIMITS.stallTimeoutMs` without progress. */
  #closeStalled(socket: WebSocket, madeProgress: boolean, now: number): void {
    const buffered = bufferedBytes(socket);
    const last = this.#progress.get(socket);
    if (madeProgress || last === undefined || buffered < last.bufferedBytes) {
      this.#progress.set(socket, { at: now, bufferedBytes: buffered });
    } else if (now - last.at >= LIMITS.stallTimeoutMs) this.#close(socket, "slow_consumer");
  }

  #close(socket: WebSocket, reason: "slow_consumer" | "overloaded"): false {
    this.#deps.connections.closeWith(socket, reason);
    logEvent("socket.stalled", { reason });
    return false;
  }

  #ensurePolling(now: number): void {
    if (this.#polling || this.#deps.connections.index.catchingUp.size === 0) return;
    // Should the object hibernate all the same, the alarm starts the polling again.
    this.#deps.alarm.scheduleBy(now + LIMITS.stallTimeoutMs);
    this.#deps.ctx.waitUntil(this.#poll());
  }

  /** The runtime has no event for a drained buffer, so it is polled for as long as the backlog has sockets. */
  async #poll(): Promise<void> {
    this.#polling = true;
    try {
      let madeProgress = true;
      while (this.#deps.connections.index.catchingUp.size > 0) {
        await scheduler.wait(madeProgress ? 1 : SERVER_LIMITS.backlogPollMs);
        madeProgress = this.sendToAll(Date.now());
      }
    } finally {
      this.#polling = false;
    }
  }
}
