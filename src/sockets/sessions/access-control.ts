// What changes for a user who is already here: VIP granted or revoked, a fresh token, the door.

import { logEvent } from "../../log.ts";
import type { TokenClaims, VipStatus } from "../../hub-request.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import { checkAccess } from "../connections/access-policy.ts";
import type { MemberStore } from "../../hub/storage/member-store.ts";

export class AccessControl {
  readonly #connections: ConnectionRegistry;
  readonly #members: MemberStore;

  constructor(connections: ConnectionRegistry, members: MemberStore) {
    this.#connections = connections;
    this.#members = members;
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); answers how many sockets that closed. */
  setVip(userId: string, vip: VipStatus, now: number): number {
    this.#members.setVip(userId, vip);
    let closed = 0;
    for (const socket of this.#connections.index.byUser(userId)) {
      const session = this.#connections.sessionOf(socket);
      if (session !== null && this.revalidate(socket, session.claims, now) === null) closed += 1;
    }
    logEvent("member.changed", { revoked: vip === "none", closed });
    return closed;
  }

  /** Ends the user's sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): number {
    if (notBefore !== null) this.#members.refuseTokensBefore(userId, notBefore);
    const theirs = this.#connections.index.byUser(userId);
    for (const socket of theirs) this.#connections.closeWith(socket, "unauthorized");
    logEvent("member.changed", { closed: theirs.length });
    return theirs.length;
  }

  /** Judges again, by a fresh token perhaps; answers when access ends now, or `null` where that ended the socket. */
  revalidate(socket: WebSocket, claims: TokenClaims, now: number): number | null {
    const session = this.#connections.sessionOf(socket);
    if (session === null) return null;
    const decision = checkAccess(claims, this.#members.get(session.userId), now);
    if (!decision.granted) {
      this.#connections.closeWith(socket, decision.refusal);
      return null;
    }
    const { ends: access } = decision;
    const expiryWarned = session.expiryWarned && access.at === session.access.at;
    this.#connections.setSession(socket, { ...session, claims, access, expiryWarned });
    return access.at;
  }
}
