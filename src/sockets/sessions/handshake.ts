// The handshake turns a checked connect request into an accepted socket with a session and first frames, in one turn.

import type { ConnectRejectionCode, ConnectRequest } from "../../hub-request.ts";
import { logEvent } from "../../log.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { planResume, type ResumePlan } from "../../protocol/resume.ts";
import { connectedFrame, connectedFrameV2, statusFrame } from "../../protocol/server-messages.ts";
import { checkAccess, type AccessExpiry } from "../connections/access-policy.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { ReadQuota } from "../connections/read-quota.ts";
import type { CatchUp, Session } from "../connections/session.ts";
import type { Backlog } from "../delivery/backlog.ts";
import type { Snapshots } from "../delivery/snapshot.ts";
import type { Directory } from "../ports/directory.ts";
import type { SocketTelemetry } from "../ports/host.ts";
import type { MessageLog } from "../ports/messages.ts";

/** Both ends of an accepted socket. `client` goes into the response, `socket` is registered. */
export interface AcceptedSocket {
  readonly client: WebSocket;
  readonly socket: WebSocket;
}

interface HandshakeDeps {
  readonly connections: ConnectionRegistry;
  readonly backlog: Backlog;
  readonly snapshots: Snapshots;
  readonly log: MessageLog;
  readonly directory: Directory;
  readonly readQuota: ReadQuota;
  readonly telemetry: Pick<SocketTelemetry, "count">;
}

/** Accepts sockets. Access, the object's socket limit and the user's read quota are checked in this order. */
export class Handshake {
  readonly #deps: HandshakeDeps;

  constructor(deps: HandshakeDeps) {
    this.#deps = deps;
  }

  /** Registers a socket for the request, or answers the error of its rejection. `now` is Unix milliseconds. */
  accept(request: ConnectRequest, now: number): Result<AcceptedSocket, ConnectRejectionCode> {
    const { connections, directory, readQuota } = this.#deps;
    const { userId, claims } = request;
    const decision = checkAccess(claims, directory.member(userId), now);
    if (!decision.granted) return this.#reject(decision.error);
    if (connections.index.size >= LIMITS.sockets) return this.#reject("overloaded");
    const admitted = readQuota.charge(userId, now, () => this.#admit(request, decision.ends, now));
    return admitted ?? this.#reject("rate_limited");
  }

  #admit(
    request: ConnectRequest,
    access: AccessExpiry,
    now: number,
  ): Result<AcceptedSocket, ConnectRejectionCode> {
    const { connections, backlog, log, telemetry } = this.#deps;
    const { subprotocol, userId } = request;
    this.#evictOldest(userId);
    const { newest } = log.range();
    const plan = planResume(request.since, log.range());
    // v1 has no cursor. It begins at the log's end, also while earlier messages are in the queue.
    const catchUp =
      subprotocol === "signals.v1" ? { after: newest, sendLive: false } : startAt(plan, newest);
    const session = newSession(request, access, catchUp, now);

    const { 0: client, 1: socket } = new WebSocketPair();
    connections.add(socket, session);
    try {
      if (subprotocol === "signals.v1") socket.send(connectedFrame(request.service, userId));
      else this.#sendConnected(socket, request, plan, session, now);
      backlog.begin(socket, now);
    } catch {
      // The client gets an error response. A connection left behind would count against the user's limit and could
      // evict a live one.
      connections.onSendError(socket);
      return this.#reject("overloaded");
    }
    telemetry.count(`joined ${subprotocol}`);
    logEvent("socket.connected", {
      subprotocol,
      connection: session.connectionId,
      sockets: connections.index.size,
    });
    return ok({ client, socket });
  }

  #reject(code: ConnectRejectionCode): Result<AcceptedSocket, ConnectRejectionCode> {
    this.#deps.telemetry.count(`refused ${code}`);
    return err(code);
  }

  /** Closes the user's oldest sockets down to one below `LIMITS.socketsPerUser`. */
  #evictOldest(userId: string): void {
    const { connections } = this.#deps;
    const sockets = connections.index.byUser(userId);
    const surplus = Math.max(0, sockets.length - LIMITS.socketsPerUser + 1);
    for (const oldest of sockets.slice(0, surplus)) connections.closeWith(oldest, "replaced");
  }

  /** `connected` and `status`. The missed messages follow from the backlog, or a snapshot follows here. */
  #sendConnected(
    socket: WebSocket,
    { service, userId, filter }: ConnectRequest,
    plan: ResumePlan,
    { connectionId, access }: Session,
    now: number,
  ): void {
    const { log, directory, snapshots } = this.#deps;
    const { epoch, newest } = log.range();
    const recovered = plan.kind === "replay";
    socket.send(
      connectedFrameV2(service, userId, {
        connectionId,
        cursor: { epoch, seq: startAt(plan, newest).after },
        recovered,
        reason: recovered ? null : plan.reason,
        expiresAt: access.at,
        serverTime: now,
      }),
    );
    const sources = directory.sourceStatuses();
    if (sources !== null) socket.send(statusFrame(sources));
    if (!recovered) snapshots.send(socket, filter, now);
  }
}

/** A replay sends `live` when it is complete. A snapshot has sent it already. */
function startAt(plan: ResumePlan, newest: number): CatchUp {
  switch (plan.kind) {
    case "replay":
      return { after: plan.after, sendLive: true };
    case "snapshot":
      return { after: newest, sendLive: false };
  }
}

function newSession(
  { userId, claims, subprotocol, filter, colo }: ConnectRequest,
  access: AccessExpiry,
  catchUp: CatchUp,
  now: number,
): Session {
  return {
    userId,
    claims,
    access,
    subprotocol,
    filter,
    colo,
    connectionId: crypto.randomUUID(),
    connectedAt: now,
    lastSeenAt: now,
    catchUp,
    expiryWarned: false,
    pingedAt: null,
    closeAt: null,
  };
}
