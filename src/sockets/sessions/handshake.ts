// A socket's arrival: who may stay, where its messages begin, and its first frames, in one turn.

import { logEvent } from "../../log.ts";
import type { ConnectRequest, ConnectRejectionCode } from "../../hub-request.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import {
  connectedFrame,
  connectedFrameV2,
  liveFrame,
  statusFrame,
} from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { Backlog } from "../delivery/backlog.ts";
import type { Counters } from "../../hub/telemetry/counters.ts";
import { checkAccess, type AccessExpiry } from "../connections/access-policy.ts";
import type { MemberStore } from "../../hub/storage/member-store.ts";
import { planResume, type ResumePlan } from "../../protocol/resume.ts";
import type { CatchUp, Session } from "../connections/session.ts";
import type { SignalLog } from "../../hub/storage/signal-log.ts";
import type { Snapshots } from "../delivery/snapshot.ts";
import type { SourceStore } from "../../hub/storage/source-store.ts";
import type { ReadQuota } from "../connections/read-quota.ts";

/** Both ends of a new socket: the client's goes into the answer, ours is in the audience. */
export interface AcceptedSocket {
  readonly client: WebSocket;
  readonly socket: WebSocket;
}

export class Handshake {
  readonly #connections: ConnectionRegistry;
  readonly #backlog: Backlog;
  readonly #log: SignalLog;
  readonly #members: MemberStore;
  readonly #snapshots: Snapshots;
  readonly #sources: SourceStore;
  readonly #readQuota: ReadQuota;
  readonly #counters: Counters;

  constructor(deps: {
    readonly connections: ConnectionRegistry;
    readonly backlog: Backlog;
    readonly log: SignalLog;
    readonly members: MemberStore;
    readonly snapshots: Snapshots;
    readonly sources: SourceStore;
    readonly readQuota: ReadQuota;
    readonly counters: Counters;
  }) {
    this.#connections = deps.connections;
    this.#backlog = deps.backlog;
    this.#log = deps.log;
    this.#members = deps.members;
    this.#snapshots = deps.snapshots;
    this.#sources = deps.sources;
    this.#readQuota = deps.readQuota;
    this.#counters = deps.counters;
  }

  /** Takes the caller into the audience, or says why not. */
  accept(request: ConnectRequest, now: number): Result<AcceptedSocket, ConnectRejectionCode> {
    const { userId, claims: rights } = request;
    const decision = checkAccess(rights, this.#members.get(userId), now);
    if (!decision.granted) return this.#reject(decision.refusal);
    if (this.#connections.index.entries.size >= LIMITS.sockets) return this.#reject("overloaded");
    const admitted = this.#readQuota.charge(userId, now, () =>
      this.#admit(request, decision.ends, now),
    );
    return admitted ?? this.#reject("rate_limited");
  }

  #admit(
    request: ConnectRequest,
    access: AccessExpiry,
    now: number,
  ): Result<AcceptedSocket, ConnectRejectionCode> {
    const { userId, claims: rights, subprotocol: dialect, filter, colo: location } = request;
    this.#evictOldest(userId);
    const extent = this.#log.range();
    const plan = planResume(request.since, extent);
    const { 0: client, 1: socket } = new WebSocketPair();
    const session: Session = {
      userId,
      claims: rights,
      access,
      subprotocol: dialect,
      filter,
      colo: location,
      connectionId: crypto.randomUUID(),
      connectedAt: now,
      lastSeenAt: now,
      // v1 has no position: it begins here, whatever still gathers for the others.
      catchUp:
        dialect === "signals.v1"
          ? { after: extent.newest, sendLive: false }
          : catchUpFrom(plan, extent.newest),
      expiryWarned: false,
      pingedAt: null,
      closeAt: null,
    };
    this.#connections.add(socket, session);
    try {
      if (dialect === "signals.v1") socket.send(connectedFrame(request.service, userId));
      else this.#sendConnected(socket, request, plan, session, now);
      this.#backlog.begin(socket, now);
    } catch {
      // Its client is told no: left in the roll it would hold a seat, and push out a socket that is alive.
      this.#connections.onSendError(socket);
      return this.#reject("overloaded");
    }
    const { connectionId } = session;
    this.#counters.add(`joined ${dialect}`);
    const sockets = this.#connections.index.entries.size;
    logEvent("socket.connected", { dialect, connection: connectionId, sockets });
    return ok({ client, socket });
  }

  #reject(code: ConnectRejectionCode): Result<AcceptedSocket, ConnectRejectionCode> {
    this.#counters.add(`refused ${code}`);
    return err(code);
  }

  /** The oldest gives way. */
  #evictOldest(userId: string): void {
    const theirs = this.#connections.index.byUser(userId);
    const surplus = Math.max(0, theirs.length - LIMITS.socketsPerUser + 1);
    for (const oldest of theirs.slice(0, surplus)) this.#connections.closeWith(oldest, "replaced");
  }

  /** `connected`, and then everything missed and `live`, or the present state and `live`. */
  #sendConnected(
    socket: WebSocket,
    { service, userId, filter }: ConnectRequest,
    plan: ResumePlan,
    { connectionId, access: ends }: Session,
    now: number,
  ): void {
    const { epoch, newest } = this.#log.range();
    const recovered = plan.kind === "replay";
    socket.send(
      connectedFrameV2(service, userId, {
        connectionId,
        cursor: { epoch, seq: catchUpFrom(plan, newest).after },
        recovered,
        reason: recovered ? null : plan.reason,
        expiresAt: ends.at,
        serverTime: now,
      }),
    );
    const sources = this.#sources.statuses();
    if (sources !== null) socket.send(statusFrame(sources));
    if (!recovered) this.sendSnapshot(socket, filter, now);
  }

  /** The open signals, and `live`: what comes after them is the caller's to start. */
  sendSnapshot(socket: WebSocket, filter: Filter, now: number): void {
    const { newest } = this.#log.range();
    for (const page of this.#snapshots.pages(newest, filter, now)) socket.send(page);
    socket.send(liveFrame(newest));
  }
}

function catchUpFrom(plan: ResumePlan, newest: number): CatchUp {
  switch (plan.kind) {
    case "replay":
      return { after: plan.after, sendLive: true };
    case "snapshot":
      return { after: newest, sendLive: false };
  }
}
