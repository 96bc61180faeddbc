// The alarm's part for sessions, with ends of access and drains, warnings and pings.

import { PING_FRAME, tokenExpiringFrame } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import { dueTimer, nextDeadline } from "../connections/session-deadlines.ts";
import { sendControl } from "../delivery/control.ts";

/** Acts once on every session after its deadline. It visits every socket. */
export function runDueTimers(connections: ConnectionRegistry, now: number): void {
  for (const [socket, session] of connections.index.sessions()) {
    const due = dueTimer(session, connections.lastSeenAt(socket, session), now);
    if (due === null) continue;
    switch (due.kind) {
      case "end":
        connections.closeWith(socket, due.error);
        break;
      case "warn":
        sendControl(connections, socket, tokenExpiringFrame(session.access.at), {
          expiryWarned: true,
        });
        break;
      case "ping":
        sendControl(connections, socket, PING_FRAME, { pingedAt: now });
        break;
    }
  }
}

/** The next deadline of these sockets, Unix milliseconds. `null` where none of them is open. */
export function nextTimerAt(
  connections: ConnectionRegistry,
  sockets: Iterable<WebSocket>,
): number | null {
  let next = Infinity;
  for (const socket of sockets) {
    // Read from the attachment, as one client's frame must not make the object load the whole index.
    const session = connections.sessionOf(socket);
    if (session === null) continue;
    next = Math.min(next, nextDeadline(session, connections.lastSeenAt(socket, session)));
  }
  return next === Infinity ? null : next;
}
