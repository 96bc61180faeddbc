// What has to be done for sockets when its time comes: the alarm's part for the audience.

import { LIMITS } from "../protocol/limits.ts";
import { PING_FRAME, reconnectFrame, tokenExpiringFrame } from "../protocol/server-frames.ts";
import type { Audience } from "./audience.ts";
import { dueNow, nextDue } from "./session-deadlines.ts";
import type { Session } from "./session.ts";

/** Does what is due for each socket, once. */
export function tend(audience: Audience, now: number): void {
  for (const [socket, { session }] of audience.roll.seats) {
    const due = dueNow(session, audience.heardAt(socket, session), now);
    if (due === null) continue;
    switch (due.kind) {
      case "end":
        audience.end(socket, due.refusal);
        break;
      case "warn":
        say(audience, socket, tokenExpiringFrame(session.ends.at), { ...session, warned: true });
        break;
      case "ping":
        say(audience, socket, PING_FRAME, { ...session, pingedAt: now });
        break;
    }
  }
}

/** When something is due for one of these sockets, Unix milliseconds; `null` where none is still here. */
export function nextTending(audience: Audience, sockets: Iterable<WebSocket>): number | null {
  let next = Infinity;
  for (const socket of sockets) {
    // Not by the roll: one client's frame must not make the hub read everybody's attachment.
    const session = audience.sessionOf(socket);
    if (session !== null)
      next = Math.min(next, nextDue(session, audience.heardAt(socket, session)));
  }
  return next === Infinity ? null : next;
}

/**
 * Tells every v2 socket to open another, each at a moment of its own within `overMs`, and answers how many
 * were told. `chance` is a source of numbers from 0 up to 1.
 */
export function drain(
  audience: Audience,
  reason: string,
  overMs: number,
  now: number,
  chance: () => number,
): number {
  const told = [...audience.roll.seats].filter(
    ([, { session }]) => session.dialect !== "signals.v1",
  );
  for (const [index, [socket, { session }]] of told.entries()) {
    const afterMs = Math.floor(((index + chance()) * overMs) / told.length);
    const drainBy = now + afterMs + LIMITS.drainGraceMs;
    say(audience, socket, reconnectFrame(reason, afterMs), { ...session, drainBy });
  }
  return told.length;
}

/** Says the same to every v2 socket. */
export function tellAll(audience: Audience, frame: string): void {
  for (const [socket, { session }] of audience.roll.seats) {
    if (session.dialect !== "signals.v1") say(audience, socket, frame);
  }
}

function say(audience: Audience, socket: WebSocket, frame: string, session?: Session): void {
  try {
    socket.send(frame);
    if (session) audience.update(socket, session);
  } catch {
    audience.fail(socket);
  }
}
