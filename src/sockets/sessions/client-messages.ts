// Frames from clients meet size and rate limits, and then one handler for each message type.

import { ERRORS, type ErrorCode } from "../../errors.ts";
import type { TokenVerifier } from "../../hub-request.ts";
import { parseClientFrame, type ClientFrame } from "../../protocol/client-messages.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { SERVER_LIMITS } from "../../limits.ts";
import {
  authenticatedFrame,
  errorFrame,
  PONG_FRAME,
  subscribedFrame,
} from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { ReadQuota } from "../connections/read-quota.ts";
import { takeToken, type Bucket, type BucketLimit } from "../connections/token-bucket.ts";
import type { Backlog } from "../delivery/backlog.ts";
import { bufferedBytes } from "../delivery/buffered-bytes.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { Snapshots } from "../delivery/snapshot.ts";
import type { SocketTelemetry } from "../ports/host.ts";
import type { MessageLog } from "../ports/messages.ts";
import type { AccessControl } from "./access-control.ts";

interface ClientMessageDeps {
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
  readonly backlog: Backlog;
  readonly snapshots: Snapshots;
  readonly log: MessageLog;
  readonly accessControl: AccessControl;
  readonly tokenVerifier: TokenVerifier;
  readonly readQuota: ReadQuota;
  readonly telemetry: Pick<SocketTelemetry, "count">;
}

const FRAMES: BucketLimit = { size: LIMITS.clientFrames, windowMs: LIMITS.clientFramesWindowMs };

/** Handles frames, one at a time. */
export class ClientMessageHandler {
  readonly #deps: ClientMessageDeps;
  /** Hibernation forgets them. The window is shorter than the platform's wait before hibernation. */
  readonly #buckets = new WeakMap<WebSocket, Bucket>();

  constructor(deps: ClientMessageDeps) {
    this.#deps = deps;
  }

  /** Handles one frame. Resolves in the same turn, except for `auth` with its question to the Worker. */
  async handle(socket: WebSocket, message: string | ArrayBuffer, now: number): Promise<void> {
    const { connections } = this.#deps;
    // The client sent it before our close reached it.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (typeof message !== "string") return connections.closeWith(socket, "binary_frame");
    if (isTooBig(message)) return connections.closeWith(socket, "frame_too_big");
    if (!this.#withinRateLimit(socket, now)) return connections.closeWith(socket, "rate_limited");

    const session = connections.sessionOf(socket);
    if (session === null) return;
    // v1 has no keepalive, so a v1 frame starts no idle timeout.
    if (session.subprotocol !== "signals.v1") {
      connections.patch(socket, { lastSeenAt: now, pingedAt: null });
    }

    const parsed = parseClientFrame(message, session.subprotocol);
    if (parsed.ok) await this.#dispatch(socket, parsed.value, now);
    else this.#sendError(socket, parsed.error);
  }

  async #dispatch(socket: WebSocket, message: ClientFrame, now: number): Promise<void> {
    switch (message.type) {
      case "ping":
        return socket.send(PONG_FRAME);
      case "pong":
        return;
      case "auth":
        return this.#authenticate(socket, message.token);
      case "subscribe":
        return this.#subscribe(socket, message.filter, now);
    }
  }

  /** A bad token changes nothing. Access still ends with the old token. */
  async #authenticate(socket: WebSocket, token: string): Promise<void> {
    const { connections, tokenVerifier, accessControl } = this.#deps;
    const principal = await tokenVerifier.verify(token);
    // The socket may have closed while the Worker verified the token.
    const session = connections.sessionOf(socket);
    if (session === null) return;
    if (!principal.ok) return this.#sendError(socket, principal.error);
    if (principal.value.userId !== session.userId) return this.#sendError(socket, "unauthorized");
    const expiresAt = accessControl.revalidate(socket, principal.value.claims, Date.now());
    if (expiresAt !== null) socket.send(authenticatedFrame(expiresAt));
  }

  /** Sends a snapshot under the new filter. From there the socket continues in the backlog. */
  #subscribe(socket: WebSocket, filter: Filter, now: number): void {
    const { connections, outbox, backlog, snapshots, log, readQuota } = this.#deps;
    const session = connections.sessionOf(socket);
    if (session === null) return;
    // Unread snapshots would fill the memory.
    if (bufferedBytes(socket) > SERVER_LIMITS.socketHighWaterMark) {
      return connections.closeWith(socket, "slow_consumer");
    }
    const { newest } = log.range();
    const done = readQuota.charge(session.userId, now, () => {
      outbox.resubscribe(socket, filter, { after: newest, sendLive: false });
      socket.send(subscribedFrame(filter, newest));
      snapshots.send(socket, filter, now);
      backlog.begin(socket, now);
      return true;
    });
    if (done === null) connections.closeWith(socket, "rate_limited");
  }

  #sendError(socket: WebSocket, code: ErrorCode): void {
    this.#deps.telemetry.count(`refused ${code}`);
    socket.send(errorFrame(code, ERRORS[code].reason));
  }

  #withinRateLimit(socket: WebSocket, now: number): boolean {
    const bucket = takeToken(this.#buckets.get(socket), now, FRAMES);
    if (bucket !== null) this.#buckets.set(socket, bucket);
    return bucket !== null;
  }
}

function isTooBig(text: string): boolean {
  if (text.length > LIMITS.clientFrameBytes) return true;
  // A UTF-16 unit is at most three bytes in UTF-8, so a short text is small without being encoded.
  if (text.length * 3 <= LIMITS.clientFrameBytes) return false;
  return new TextEncoder().encode(text).byteLength > LIMITS.clientFrameBytes;
}
