// Access of connected users after a changed record, a fresh token or a forced disconnect.

import type { TokenClaims } from "../../hub-request.ts";
import { checkAccess } from "../connections/access-policy.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { Directory } from "../ports/directory.ts";

interface AccessControlDeps {
  readonly connections: ConnectionRegistry;
  readonly directory: Directory;
}

/** Checks access again and closes sockets without it. */
export class AccessControl {
  readonly #deps: AccessControlDeps;

  constructor(deps: AccessControlDeps) {
    this.#deps = deps;
  }

  /** Checks all of a user's sockets, at most `LIMITS.socketsPerUser`, and answers how many it closed. */
  revalidateUser(userId: string, now: number): number {
    const { connections } = this.#deps;
    let closed = 0;
    for (const socket of connections.index.byUser(userId)) {
      const session = connections.sessionOf(socket);
      if (session !== null && this.revalidate(socket, session.claims, now) === null) closed += 1;
    }
    return closed;
  }

  /** Closes all of a user's sockets, at most `LIMITS.socketsPerUser`, and answers how many there were. */
  disconnectUser(userId: string): number {
    const { connections } = this.#deps;
    const sockets = connections.index.byUser(userId);
    for (const socket of sockets) connections.closeWith(socket, "unauthorized");
    return sockets.length;
  }

  /**
   * Checks one socket by these claims. Answers when its access ends now (Unix milliseconds), or `null` for a
   * closed socket.
   */
  revalidate(socket: WebSocket, claims: TokenClaims, now: number): number | null {
    const { connections, directory } = this.#deps;
    const session = connections.sessionOf(socket);
    if (session === null) return null;
    const decision = checkAccess(claims, directory.member(session.userId), now);
    if (!decision.granted) {
      connections.closeWith(socket, decision.error);
      return null;
    }
    const { ends: access } = decision;
    const expiryWarned = session.expiryWarned && access.at === session.access.at;
    connections.patch(socket, { claims, access, expiryWarned });
    return access.at;
  }
}
