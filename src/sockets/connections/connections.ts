// The registry of open sockets adds, changes, closes and removes them, and keeps attachment and index equal.

import { ERRORS } from "../../errors.ts";
import type { CloseReason } from "../../protocol/close-codes.ts";
import type { DisconnectReason, SocketTelemetry } from "../ports/host.ts";
import { ConnectionIndex, type ConnectionView } from "./connection-index.ts";
import { readSession, saveSession, type Session } from "./session.ts";

interface RegistryDeps {
  readonly ctx: Pick<
    DurableObjectState,
    "acceptWebSocket" | "getWebSockets" | "getWebSocketAutoResponseTimestamp"
  >;
  readonly telemetry: Pick<SocketTelemetry, "disconnected">;
}

/** The part of a session open to change at any time. The subscription changes through `setSubscription`. */
export type SessionPatch = Partial<
  Pick<Session, "claims" | "access" | "expiryWarned" | "lastSeenAt" | "pingedAt" | "closeAt">
>;

/** The outbox's part of a session, its filter and its place in the backlog. */
export type SubscriptionPatch = Partial<Pick<Session, "filter" | "catchUp">>;

/**
 * The registry of one object's sockets. The attachment is the truth and survives hibernation. The index is a cache of
 * all attachments, read when somebody first asks for it.
 */
export class ConnectionRegistry {
  readonly #deps: RegistryDeps;
  #index: ConnectionIndex | undefined;

  constructor(deps: RegistryDeps) {
    this.#deps = deps;
  }

  /** The open sockets by socket, user, group and backlog. The first call after hibernation reads every attachment. */
  get index(): ConnectionView {
    return this.#loaded();
  }

  /** Accepts the socket for hibernation. Nothing may throw after the accept, as an orphan would queue every frame. */
  add(socket: WebSocket, session: Session): void {
    const index = this.#loaded();
    saveSession(socket, session);
    this.#deps.ctx.acceptWebSocket(socket);
    index.upsert(socket, session);
  }

  /** The socket's session, by its attachment alone where the index isn't loaded. */
  sessionOf(socket: WebSocket): Session | null {
    return this.#index === undefined ? readSession(socket) : this.#index.get(socket);
  }

  /** Changes the session. A removed socket stays removed. */
  patch(socket: WebSocket, patch: SessionPatch): void {
    this.#save(socket, patch);
  }

  /** Called by the outbox alone. It keeps the owed frames equal to the subscription. */
  setSubscription(socket: WebSocket, patch: SubscriptionPatch): void {
    this.#save(socket, patch);
  }

  /** Closes the socket with an error's close code and reason. */
  closeWith(socket: WebSocket, error: CloseReason): void {
    this.#remove(socket, error, ERRORS[error].close);
    closeQuietly(socket, error);
  }

  /**
   * The client closed with this code, or vanished (1006). The platform leaves the closing frame to us. Without it the
   * client would wait for its own timeout, 30 s in browsers.
   */
  onClientClose(socket: WebSocket, code: number): void {
    this.#onEnd(socket, "client", code);
    try {
      socket.close(echoCloseCode(code));
    } catch {
      // The connection is gone already.
    }
  }

  /** The client broke the WebSocket protocol. */
  onProtocolError(socket: WebSocket): void {
    this.#onEnd(socket, "failed", null);
  }

  /** `send` threw. The socket is closed too, because an open socket without messages looks like a quiet feed. */
  onSendError(socket: WebSocket): void {
    this.#remove(socket, "failed", null);
    closeQuietly(socket, "overloaded");
  }

  /** When the client last sent anything, Unix milliseconds, keepalives included. */
  lastSeenAt(socket: WebSocket, { lastSeenAt }: Session): number {
    return Math.max(
      lastSeenAt,
      this.#deps.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0,
    );
  }

  #onEnd(socket: WebSocket, reason: DisconnectReason, code: number | null): void {
    // After hibernation the platform lists open sockets only, so a closing one is known by its attachment. A socket in
    // state CLOSED was closed, and recorded, by this object.
    if (this.#index !== undefined || socket.readyState === WebSocket.CLOSED) {
      return this.#remove(socket, reason, code);
    }
    const session = readSession(socket);
    if (session !== null) this.#deps.telemetry.disconnected(session, reason, code);
  }

  /** Removes the socket and records its end. A closing socket may still be in the platform's list. */
  #remove(socket: WebSocket, reason: DisconnectReason, code: number | null): void {
    const session = this.#loaded().delete(socket);
    if (session !== null) this.#deps.telemetry.disconnected(session, reason, code);
  }

  #save(socket: WebSocket, patch: SessionPatch | SubscriptionPatch): void {
    const session = this.sessionOf(socket);
    if (session === null) return;
    const next = { ...session, ...patch };
    saveSession(socket, next);
    this.#index?.upsert(socket, next);
  }

  #loaded(): ConnectionIndex {
    return (this.#index ??= this.#load());
  }

  /** Reads each open socket's attachment once, at most the platform's 32,768 sockets an object. */
  #load(): ConnectionIndex {
    const index = new ConnectionIndex();
    for (const socket of this.#deps.ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const session = readSession(socket);
      // Another version of this code wrote the attachment. The client reconnects and brings a new one.
      if (session === null) closeQuietly(socket, "draining");
      else index.upsert(socket, session);
    }
    return index;
  }
}

function closeQuietly(socket: WebSocket, error: CloseReason): void {
  const { close, reason } = ERRORS[error];
  try {
    socket.close(close, reason);
  } catch {
    // The connection is gone already.
  }
}

/** The answer to a client's close code is the same code, or 1000 for the reserved codes of RFC 6455 section 7.4. */
export function echoCloseCode(received: number): number {
  const reserved = received === 1004 || received === 1005 || received === 1006 || received === 1015;
  return received >= 1000 && received < 5000 && !reserved ? received : 1000;
}
