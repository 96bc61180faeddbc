// Control frames for many sockets are `status` and a drain's `reconnect`. v1 has neither.

import { LIMITS } from "../../protocol/limits.ts";
import { reconnectFrame, statusFrame, type SourceStatus } from "../../protocol/server-messages.ts";
import type { ConnectionRegistry, SessionPatch } from "../connections/connections.ts";

/** Sends `status` with every source to every v2 socket, one frame a socket, in one turn. */
export function sendStatus(
  connections: ConnectionRegistry,
  sources: Readonly<Record<string, SourceStatus>>,
): void {
  const frame = statusFrame(sources);
  for (const [socket, { subprotocol }] of connections.index.sessions()) {
    if (subprotocol !== "signals.v1") sendControl(connections, socket, frame);
  }
}

/** A drain's arguments. `random` answers numbers from 0 up to 1. */
export interface DrainPlan {
  readonly reason: string;
  readonly overMs: number;
  readonly now: number;
  readonly random: () => number;
}

/**
 * Asks every v2 socket to reconnect, spread evenly over `overMs`, and answers how many there are. A remaining client
 * is closed `LIMITS.drainGraceMs` after its moment. It sends one frame a socket, in one turn.
 */
export function drain(
  connections: ConnectionRegistry,
  { reason, overMs, now, random }: DrainPlan,
): number {
  const sockets = [...connections.index.sessions()].filter(
    ([, { subprotocol }]) => subprotocol !== "signals.v1",
  );
  for (const [index, [socket]] of sockets.entries()) {
    const afterMs = Math.floor(((index + random()) * overMs) / sockets.length);
    const closeAt = now + afterMs + LIMITS.drainGraceMs;
    sendControl(connections, socket, reconnectFrame(reason, afterMs), { closeAt });
  }
  return sockets.length;
}

/** Sends one control frame and then patches the session. A failing socket is closed. */
export function sendControl(
  connections: ConnectionRegistry,
  socket: WebSocket,
  frame: string,
  patch?: SessionPatch,
): void {
  try {
    socket.send(frame);
    if (patch) connections.patch(socket, patch);
  } catch {
    connections.onSendError(socket);
  }
}
