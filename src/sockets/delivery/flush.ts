// One flush sends every live socket its owed frames, a bounded number of sockets a turn.

import { SERVER_LIMITS } from "../../limits.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { Frame } from "./encode.ts";
import type { Outbox } from "./outbox.ts";
import { bufferedBytes, canSendMore } from "./buffered-bytes.ts";

interface FlushDeps {
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
}

/** Sends the frames of one flush. A slow socket is paused, and a failing one removed. Neither stops the others. */
export class Flush {
  readonly #deps: FlushDeps;
  /** A socket with more buffered bytes is paused. */
  #socketBudget = 0;
  /** Buffered bytes of the live sockets after this flush sent to them. */
  #bufferedBytes = 0;

  constructor(deps: FlushDeps) {
    this.#deps = deps;
  }

  /** Begins a flush of everything in the queue. The flush before must be done. */
  begin(): void {
    this.#socketBudget = this.sendBudget();
    this.#bufferedBytes = 0;
    this.#deps.outbox.beginFlush();
  }

  /** Whether every live socket has been sent its frames. */
  get done(): boolean {
    return this.#deps.outbox.isDrained;
  }

  /** Sends to the next `SERVER_LIMITS.fanOutBatch` sockets. Answers the number of frames sent. */
  sendBatch(): number {
    let sent = 0;
    for (const [socket, frames] of this.#deps.outbox.take(SERVER_LIMITS.fanOutBatch)) {
      sent += this.#send(socket, frames);
    }
    return sent;
  }

  /**
   * The most bytes in the buffer of a socket that is still sent more. Over the object's high-water mark it is 0, and
   * only empty sockets are sent to. It visits the sockets in the backlog.
   */
  sendBudget(): number {
    let buffered = this.#bufferedBytes;
    for (const socket of this.#deps.connections.index.catchingUp) buffered += bufferedBytes(socket);
    return buffered > SERVER_LIMITS.hubHighWaterMark ? 0 : SERVER_LIMITS.socketHighWaterMark;
  }

  #send(socket: WebSocket, frames: readonly Frame[]): number {
    const { connections, outbox } = this.#deps;
    let afterSeq = outbox.previousSeq;
    let sent = 0;
    try {
      for (const frame of frames) {
        if (!canSendMore(socket, this.#socketBudget)) {
          outbox.pause(socket, { after: afterSeq, sendLive: false });
          return sent;
        }
        socket.send(frame.text);
        sent += 1;
        afterSeq = frame.lastSeq;
      }
      this.#bufferedBytes += bufferedBytes(socket);
    } catch {
      connections.onSendError(socket);
    }
    return sent;
  }
}
