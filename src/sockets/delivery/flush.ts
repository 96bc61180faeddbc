// A push: what gathered goes to every live socket, some sockets at a time, and nobody waits for the slowest.

import { LIMITS } from "../../protocol/limits.ts";
import { queuedBytes, type ConnectionRegistry } from "../connections/connections.ts";
import { encodeFrames, type Frame, type QueuedMessage } from "./encode.ts";

export class Flush {
  readonly #connections: ConnectionRegistry;
  /** The last message that a push has begun to send: every live socket was sent it, is due it, or did not want it. */
  #flushedSeq: number;
  /** The one before this push: where a socket stands that has had nothing of it. */
  #previousSeq: number;
  /** What one socket may have left of earlier pushes, bytes. */
  #socketBudget = 0;
  /** What was queued for the live sockets when they were last sent something, bytes. */
  #queuedBytes = 0;

  /** `newest` is the last message of the log: what came before it was sent before the hub slept. */
  constructor(connections: ConnectionRegistry, newest: number) {
    this.#connections = connections;
    this.#flushedSeq = newest;
    this.#previousSeq = newest;
  }

  get flushedSeq(): number {
    return this.#flushedSeq;
  }

  /** How many messages are stored that some live socket still waits for. */
  get pendingMessages(): number {
    return (
      this.#connections.queuedMessages + (this.done ? 0 : this.#flushedSeq - this.#previousSeq)
    );
  }

  /** Makes what gathered due to every live socket that wants it; the push before must be over. */
  fillOutboxes(): void {
    this.#socketBudget = this.sendBudget();
    this.#queuedBytes = 0;
    this.#previousSeq = this.#flushedSeq;
    this.#flushedSeq = this.#connections.drainQueue().at(-1)?.seq ?? this.#previousSeq;
    const { index: roll } = this.#connections;
    const encoded = new Map<string, readonly Frame[]>();
    for (const group of roll.groups.values()) {
      const pending: readonly QueuedMessage[] = group.queued.splice(0);
      if (pending.length === 0) continue;
      const frames = encodeFrames(group.subprotocol, pending, encoded);
      for (const socket of group.live) roll.outbox.set(socket, frames);
    }
  }

  /** Sends the next sockets what is due to them, `LIMITS.pushedAtOnce` of them; answers how many frames that were. */
  sendBatch(now: number): number {
    const { outbox: due } = this.#connections.index;
    let sockets = 0;
    let sent = 0;
    for (const [socket, frames] of due) {
      if (sockets === LIMITS.fanOutBatch) break;
      sockets += 1;
      due.delete(socket);
      sent += this.#send(socket, frames, now);
    }
    return sent;
  }

  /** Whether every live socket has had what gathered before the push began. */
  get done(): boolean {
    return this.#connections.index.outbox.size === 0;
  }

  /**
   * What may be queued for one socket before it gets no more, bytes. Over the hub's budget that is nothing:
   * whoever has anything left waits.
   */
  sendBudget(): number {
    let queued = this.#queuedBytes;
    for (const socket of this.#connections.index.catchingUp) queued += queuedBytes(socket);
    return queued > LIMITS.hubHighWaterMark ? 0 : LIMITS.socketHighWaterMark;
  }

  /** One socket's failure never stops a push. */
  #send(socket: WebSocket, frames: readonly Frame[], now: number): number {
    let lastSeq = this.#previousSeq;
    let sent = 0;
    try {
      for (const frame of frames) {
        if (queuedBytes(socket) > this.#socketBudget) {
          this.#connections.pauseLive(socket, { after: lastSeq, sendLive: false }, now);
          return sent;
        }
        socket.send(frame.text);
        sent += 1;
        lastSeq = frame.lastSeq;
      }
      this.#queuedBytes += queuedBytes(socket);
    } catch {
      this.#connections.onSendError(socket);
    }
    return sent;
  }
}
