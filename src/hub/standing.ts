// What changes for a user who is already here: VIP granted or revoked, a fresh token, the door.

import { logEvent } from "../events.ts";
import type { TokenRights, Vip } from "../handoff.ts";
import type { Audience } from "./audience.ts";
import { judgeAccess } from "./entitlement.ts";
import type { Members } from "./members.ts";

export class Standing {
  readonly #audience: Audience;
  readonly #members: Members;

  constructor(audience: Audience, members: Members) {
    this.#audience = audience;
    this.#members = members;
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); answers how many sockets that closed. */
  setVip(userId: string, vip: Vip, now: number): number {
    this.#members.setVip(userId, vip);
    let closed = 0;
    for (const socket of this.#audience.roll.socketsOf(userId)) {
      const session = this.#audience.sessionOf(socket);
      if (session !== null && this.judge(socket, session.rights, now) === null) closed += 1;
    }
    logEvent("member.changed", { revoked: vip === "none", closed });
    return closed;
  }

  /** Ends the user's sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): number {
    if (notBefore !== null) this.#members.refuseTokensBefore(userId, notBefore);
    const theirs = this.#audience.roll.socketsOf(userId);
    for (const socket of theirs) this.#audience.end(socket, "unauthorized");
    logEvent("member.changed", { closed: theirs.length });
    return theirs.length;
  }

  /** Judges again, by a fresh token perhaps; answers when access ends now, or `null` where that ended the socket. */
  judge(socket: WebSocket, rights: TokenRights, now: number): number | null {
    const session = this.#audience.sessionOf(socket);
    if (session === null) return null;
    const entitlement = judgeAccess(rights, this.#members.get(session.userId), now);
    if (!entitlement.granted) {
      this.#audience.end(socket, entitlement.refusal);
      return null;
    }
    const { ends } = entitlement;
    const warned = session.warned && ends.at === session.ends.at;
    this.#audience.update(socket, { ...session, rights, ends, warned });
    return ends.at;
  }
}
