// What has to be done for sockets when its time comes: the alarm's part for the audience.

import { LIMITS } from "../../protocol/limits.ts";
import { PING_FRAME, reconnectFrame, tokenExpiringFrame } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import { dueTimer, nextSessionTimer } from "../connections/session-deadlines.ts";
import type { Session } from "../connections/session.ts";

/** Does what is due for each socket, once. */
export function runDueTimers(audience: ConnectionRegistry, now: number): void {
  for (const [socket, { session }] of audience.index.entries) {
    const due = dueTimer(session, audience.lastSeenAt(socket, session), now);
    if (due === null) continue;
    switch (due.kind) {
      case "end":
        audience.closeWith(socket, due.error);
        break;
      case "warn":
        send(audience, socket, tokenExpiringFrame(session.access.at), {
          ...session,
          expiryWarned: true,
        });
        break;
      case "ping":
        send(audience, socket, PING_FRAME, { ...session, pingedAt: now });
        break;
    }
  }
}

/** When something is due for one of these sockets, Unix milliseconds; `null` where none is still here. */
export function nextTimerAt(
  audience: ConnectionRegistry,
  sockets: Iterable<WebSocket>,
): number | null {
  let next = Infinity;
  for (const socket of sockets) {
    // Not by the roll: one client's frame must not make the hub read everybody's attachment.
    const session = audience.sessionOf(socket);
    if (session !== null)
      next = Math.min(next, nextSessionTimer(session, audience.lastSeenAt(socket, session)));
  }
  return next === Infinity ? null : next;
}

/**
 * Tells every v2 socket to open another, each at a moment of its own within `overMs`, and answers how many
 * were told. `chance` is a source of numbers from 0 up to 1.
 */
export function drain(
  audience: ConnectionRegistry,
  reason: string,
  overMs: number,
  now: number,
  chance: () => number,
): number {
  const v2Sockets = [...audience.index.entries].filter(
    ([, { session }]) => session.subprotocol !== "signals.v1",
  );
  for (const [index, [socket, { session }]] of v2Sockets.entries()) {
    const afterMs = Math.floor(((index + chance()) * overMs) / v2Sockets.length);
    const closeAt = now + afterMs + LIMITS.drainGraceMs;
    send(audience, socket, reconnectFrame(reason, afterMs), { ...session, closeAt });
  }
  return v2Sockets.length;
}

/** Says the same to every v2 socket. */
export function broadcast(audience: ConnectionRegistry, frame: string): void {
  for (const [socket, { session }] of audience.index.entries) {
    if (session.subprotocol !== "signals.v1") send(audience, socket, frame);
  }
}

function send(
  audience: ConnectionRegistry,
  socket: WebSocket,
  frame: string,
  session?: Session,
): void {
  try {
    socket.send(frame);
    if (session) audience.setSession(socket, session);
  } catch {
    audience.onSendError(socket);
  }
}
