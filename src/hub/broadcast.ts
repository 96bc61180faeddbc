// A push: what gathered goes to every live socket, some sockets at a time, and nobody waits for the slowest.

import { LIMITS } from "../protocol/limits.ts";
import { queuedBytes, type Audience } from "./audience.ts";
import { encodePending, type Frame, type Pending } from "./fan-out.ts";

export class Broadcast {
  readonly #audience: Audience;
  /** The last message that a push has begun to send: every live socket was sent it, is due it, or did not want it. */
  #pushed: number;
  /** The one before this push: where a socket stands that has had nothing of it. */
  #before: number;
  /** What one socket may have left of earlier pushes, bytes. */
  #allowed = 0;
  /** What was queued for the live sockets when they were last sent something, bytes. */
  #queued = 0;

  /** `newest` is the last message of the log: what came before it was sent before the hub slept. */
  constructor(audience: Audience, newest: number) {
    this.#audience = audience;
    this.#pushed = newest;
    this.#before = newest;
  }

  get pushed(): number {
    return this.#pushed;
  }

  /** How many messages are stored that some live socket still waits for. */
  get unsent(): number {
    return this.#audience.gathered + (this.over ? 0 : this.#pushed - this.#before);
  }

  /** Makes what gathered due to every live socket that wants it; the push before must be over. */
  begin(): void {
    this.#allowed = this.allowance();
    this.#queued = 0;
    this.#before = this.#pushed;
    this.#pushed = this.#audience.takeGathered().at(-1)?.seq ?? this.#before;
    const { roll } = this.#audience;
    const encoded = new Map<string, readonly Frame[]>();
    for (const group of roll.groups.values()) {
      const pending: readonly Pending[] = group.pending.splice(0);
      if (pending.length === 0) continue;
      const frames = encodePending(group.dialect, pending, encoded);
      for (const socket of group.live) roll.due.set(socket, frames);
    }
  }

  /** Sends the next sockets what is due to them, `LIMITS.pushedAtOnce` of them; answers how many frames that were. */
  sendSome(now: number): number {
    const { due } = this.#audience.roll;
    let sockets = 0;
    let sent = 0;
    for (const [socket, frames] of due) {
      if (sockets === LIMITS.pushedAtOnce) break;
      sockets += 1;
      due.delete(socket);
      sent += this.#send(socket, frames, now);
    }
    return sent;
  }

  /** Whether every live socket has had what gathered before the push began. */
  get over(): boolean {
    return this.#audience.roll.due.size === 0;
  }

  /**
   * What may be queued for one socket before it gets no more, bytes. Over the hub's budget that is nothing:
   * whoever has anything left waits.
   */
  allowance(): number {
    let queued = this.#queued;
    for (const socket of this.#audience.roll.behind) queued += queuedBytes(socket);
    return queued > LIMITS.queuedHubBytes ? 0 : LIMITS.queuedSocketBytes;
  }

  /** One socket's failure never stops a push. */
  #send(socket: WebSocket, frames: readonly Frame[], now: number): number {
    let through = this.#before;
    let sent = 0;
    try {
      for (const frame of frames) {
        if (queuedBytes(socket) > this.#allowed) {
          this.#audience.fallBehind(socket, { after: through, announce: false }, now);
          return sent;
        }
        socket.send(frame.text);
        sent += 1;
        through = frame.through;
      }
      this.#queued += queuedBytes(socket);
    } catch {
      this.#audience.fail(socket);
    }
    return sent;
  }
}
