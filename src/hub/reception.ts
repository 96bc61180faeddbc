// A socket's arrival: who may stay, where its messages begin, and its first frames, in one turn.

import { logEvent } from "../events.ts";
import type { Handoff, HandoffRefusalCode } from "../handoff.ts";
import type { Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import {
  connectedFrame,
  connectedFrameV2,
  liveFrame,
  statusFrame,
} from "../protocol/server-frames.ts";
import type { Audience } from "./audience.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Counters } from "./counters.ts";
import { judgeAccess, type AccessEnd } from "./entitlement.ts";
import type { Members } from "./members.ts";
import { planResume, type ResumePlan } from "../protocol/resume.ts";
import type { Behind, Session } from "./session.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Snapshots } from "./snapshot.ts";
import type { Sources } from "./sources.ts";
import type { UserBudget } from "./user-budget.ts";

/** Both ends of a new socket: the client's goes into the answer, ours is in the audience. */
export interface Arrival {
  readonly client: WebSocket;
  readonly socket: WebSocket;
}

export class Reception {
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  readonly #log: SignalLog;
  readonly #members: Members;
  readonly #snapshots: Snapshots;
  readonly #sources: Sources;
  readonly #budget: UserBudget;
  readonly #counters: Counters;

  constructor(rooms: {
    readonly audience: Audience;
    readonly catchUp: CatchUp;
    readonly log: SignalLog;
    readonly members: Members;
    readonly snapshots: Snapshots;
    readonly sources: Sources;
    readonly budget: UserBudget;
    readonly counters: Counters;
  }) {
    this.#audience = rooms.audience;
    this.#catchUp = rooms.catchUp;
    this.#log = rooms.log;
    this.#members = rooms.members;
    this.#snapshots = rooms.snapshots;
    this.#sources = rooms.sources;
    this.#budget = rooms.budget;
    this.#counters = rooms.counters;
  }

  /** Takes the caller into the audience, or says why not. */
  receive(handoff: Handoff, now: number): Result<Arrival, HandoffRefusalCode> {
    const { userId, rights } = handoff;
    const entitlement = judgeAccess(rights, this.#members.get(userId), now);
    if (!entitlement.granted) return this.#refuse(entitlement.refusal);
    if (this.#audience.roll.seats.size >= LIMITS.sockets) return this.#refuse("overloaded");
    const admitted = this.#budget.spend(userId, now, () =>
      this.#admit(handoff, entitlement.ends, now),
    );
    return admitted ?? this.#refuse("rate_limited");
  }

  #admit(handoff: Handoff, ends: AccessEnd, now: number): Result<Arrival, HandoffRefusalCode> {
    const { userId, rights, dialect, filter, location } = handoff;
    this.#makeRoom(userId);
    const extent = this.#log.extent();
    const plan = planResume(handoff.since, extent);
    const { 0: client, 1: socket } = new WebSocketPair();
    const session: Session = {
      userId,
      rights,
      ends,
      dialect,
      filter,
      location,
      connectionId: crypto.randomUUID(),
      joinedAt: now,
      heardAt: now,
      // v1 has no position: it begins here, whatever still gathers for the others.
      behind:
        dialect === "signals.v1"
          ? { after: extent.newest, announce: false }
          : startOf(plan, extent.newest),
      warned: false,
      pingedAt: null,
      drainBy: null,
    };
    this.#audience.join(socket, session);
    try {
      if (dialect === "signals.v1") socket.send(connectedFrame(handoff.service, userId));
      else this.#greet(socket, handoff, plan, session, now);
      this.#catchUp.start(socket, now);
    } catch {
      // Its client is told no: left in the roll it would hold a seat, and push out a socket that is alive.
      this.#audience.fail(socket);
      return this.#refuse("overloaded");
    }
    const { connectionId } = session;
    this.#counters.add(`joined ${dialect}`);
    const sockets = this.#audience.roll.seats.size;
    logEvent("socket.joined", { dialect, connection: connectionId, sockets });
    return ok({ client, socket });
  }

  #refuse(code: HandoffRefusalCode): Result<Arrival, HandoffRefusalCode> {
    this.#counters.add(`refused ${code}`);
    return no(code);
  }

  /** The oldest gives way. */
  #makeRoom(userId: string): void {
    const theirs = this.#audience.roll.socketsOf(userId);
    const surplus = Math.max(0, theirs.length - LIMITS.socketsPerUser + 1);
    for (const oldest of theirs.slice(0, surplus)) this.#audience.end(oldest, "replaced");
  }

  /** `connected`, and then everything missed and `live`, or the present state and `live`. */
  #greet(
    socket: WebSocket,
    { service, userId, filter }: Handoff,
    plan: ResumePlan,
    { connectionId, ends }: Session,
    now: number,
  ): void {
    const { epoch, newest } = this.#log.extent();
    const recovered = plan.kind === "replay";
    socket.send(
      connectedFrameV2(service, userId, {
        connectionId,
        position: { epoch, seq: startOf(plan, newest).after },
        recovered,
        reason: recovered ? null : plan.reason,
        expiresAt: ends.at,
        serverTime: now,
      }),
    );
    const sources = this.#sources.statuses();
    if (sources !== null) socket.send(statusFrame(sources));
    if (!recovered) this.sendState(socket, filter, now);
  }

  /** The open signals, and `live`: what comes after them is the caller's to start. */
  sendState(socket: WebSocket, filter: Filter, now: number): void {
    const { newest } = this.#log.extent();
    for (const page of this.#snapshots.pages(newest, filter, now)) socket.send(page);
    socket.send(liveFrame(newest));
  }
}

function startOf(plan: ResumePlan, newest: number): Behind {
  switch (plan.kind) {
    case "replay":
      return { after: plan.after, announce: true };
    case "snapshot":
      return { after: newest, announce: false };
  }
}
