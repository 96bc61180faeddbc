// What a client says, and what the hub answers.

import type { TokenVerifier } from "../../hub-request.ts";
import { parseClientFrame, type ClientFrame } from "../../protocol/client-messages.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import {
  authenticatedFrame,
  errorFrame,
  PONG_FRAME,
  subscribedFrame,
} from "../../protocol/server-messages.ts";
import { ERRORS, type ErrorCode } from "../../errors.ts";
import { queuedBytes, type ConnectionRegistry } from "../connections/connections.ts";
import type { Backlog } from "../delivery/backlog.ts";
import type { Counters } from "../../hub/telemetry/counters.ts";
import type { Handshake } from "./handshake.ts";
import type { SignalLog } from "../../hub/storage/signal-log.ts";
import type { AccessControl } from "./access-control.ts";
import { takeToken, type Bucket } from "../connections/token-bucket.ts";
import type { ReadQuota } from "../connections/read-quota.ts";

export class ClientMessageHandler {
  readonly #connections: ConnectionRegistry;
  readonly #backlog: Backlog;
  readonly #log: SignalLog;
  readonly #handshake: Handshake;
  readonly #accessControl: AccessControl;
  readonly #tokenVerifier: TokenVerifier;
  readonly #readQuota: ReadQuota;
  readonly #counters: Counters;
  /** Lost in sleep without harm: a hub that slept ten seconds would have refilled them all. */
  readonly #buckets = new WeakMap<WebSocket, Bucket>();

  constructor(
    connections: ConnectionRegistry,
    backlog: Backlog,
    log: SignalLog,
    handshake: Handshake,
    accessControl: AccessControl,
    tokenVerifier: TokenVerifier,
    readQuota: ReadQuota,
    counters: Counters,
  ) {
    this.#connections = connections;
    this.#backlog = backlog;
    this.#log = log;
    this.#handshake = handshake;
    this.#accessControl = accessControl;
    this.#tokenVerifier = tokenVerifier;
    this.#readQuota = readQuota;
    this.#counters = counters;
  }

  /** Answers one frame. Resolves once it is answered; only a fresh token takes more than this turn. */
  async handle(socket: WebSocket, message: string | ArrayBuffer, now: number): Promise<void> {
    // What the client said before it saw our close.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (typeof message !== "string") return this.#connections.closeWith(socket, "binary_frame");
    if (isTooBig(message)) return this.#connections.closeWith(socket, "frame_too_big");
    if (!this.#withinRateLimit(socket, now))
      return this.#connections.closeWith(socket, "rate_limited");

    const session = this.#connections.sessionOf(socket);
    if (session === null) return;
    // What v1 clients say is no sign that they would go on saying it: nobody told them to.
    if (session.subprotocol !== "signals.v1") {
      this.#connections.setSession(socket, { ...session, lastSeenAt: now, pingedAt: null });
    }

    const frame = parseClientFrame(message, session.subprotocol);
    if (frame.ok) await this.#answer(socket, frame.value, now);
    else this.#sendError(socket, frame.error);
  }

  async #answer(socket: WebSocket, frame: ClientFrame, now: number): Promise<void> {
    switch (frame.type) {
      case "ping":
        return socket.send(PONG_FRAME);
      case "pong":
        return;
      case "auth":
        return this.#authenticate(socket, frame.token);
      case "subscribe":
        return this.#subscribe(socket, frame.filter, now);
    }
  }

  /** A token that is no good changes nothing: the access that the old one gave still ends when it ends. */
  async #authenticate(socket: WebSocket, token: string): Promise<void> {
    const caller = await this.#tokenVerifier.verify(token);
    // Meanwhile the socket may have ended.
    const session = this.#connections.sessionOf(socket);
    if (session === null) return;
    if (!caller.ok) return this.#sendError(socket, caller.error);
    if (caller.value.userId !== session.userId) return this.#sendError(socket, "unauthorized");
    const expiresAt = this.#accessControl.revalidate(socket, caller.value.claims, Date.now());
    if (expiresAt !== null) socket.send(authenticatedFrame(expiresAt));
  }

  /** The state under the new filter, and then what follows it: nothing is left of the old one. */
  #subscribe(socket: WebSocket, filter: Filter, now: number): void {
    const session = this.#connections.sessionOf(socket);
    if (session === null) return;
    // Snapshots asked for and never read would pile up without end.
    if (queuedBytes(socket) > LIMITS.socketHighWaterMark) {
      return this.#connections.closeWith(socket, "slow_consumer");
    }
    const { newest } = this.#log.range();
    const done = this.#readQuota.charge(session.userId, now, () => {
      this.#connections.setSession(socket, {
        ...session,
        filter,
        catchUp: { after: newest, sendLive: false },
      });
      socket.send(subscribedFrame(filter, newest));
      this.#handshake.sendSnapshot(socket, filter, now);
      this.#backlog.begin(socket, now);
      return true;
    });
    if (done === null) this.#connections.closeWith(socket, "rate_limited");
  }

  #sendError(socket: WebSocket, code: ErrorCode): void {
    this.#counters.add(`refused ${code}`);
    socket.send(errorFrame(code, ERRORS[code].reason));
  }

  #withinRateLimit(socket: WebSocket, now: number): boolean {
    const { clientFrames, clientFramesWindowMs } = LIMITS;
    const left = takeToken(this.#buckets.get(socket), now, clientFrames, clientFramesWindowMs);
    if (left !== null) this.#buckets.set(socket, left);
    return left !== null;
  }
}

function isTooBig(text: string): boolean {
  if (text.length > LIMITS.clientFrameBytes) return true;
  // One UTF-16 unit is at most three bytes: most frames need no encoding to be known as small.
  if (text.length * 3 <= LIMITS.clientFrameBytes) return false;
  return new TextEncoder().encode(text).byteLength > LIMITS.clientFrameBytes;
}
