// The open sockets: who is here, and how a change reaches each of them. Knows neither SQL nor HTTP.

import type { Dialect } from "../protocol/dialect.ts";
import { filterKey, type Filter } from "../protocol/filter.ts";
import { messageFrame } from "../protocol/server-frames.ts";
import { REFUSALS, type CloseRefusalCode } from "../refusals.ts";
import type { Change } from "./change.ts";
import { judge, type Delivery } from "./filter.ts";
import { readSession, saveSession, type Session } from "./session.ts";

/** Sockets that share a dialect and a filter: they are judged, and their frames made, once. */
interface Group {
  readonly dialect: Dialect;
  readonly filter: Filter;
  readonly sockets: Set<WebSocket>;
}

interface Roll {
  readonly sessions: Map<WebSocket, Session>;
  readonly groups: Map<string, Group>;
  /** Each user's sockets, oldest first. */
  readonly users: Map<string, Set<WebSocket>>;
}

export class Audience {
  readonly #ctx: Pick<DurableObjectState, "acceptWebSocket" | "getWebSockets">;
  /** A cache of the attachments; after sleep it is read again when somebody first asks. */
  #loaded: Roll | undefined;

  constructor(ctx: Pick<DurableObjectState, "acceptWebSocket" | "getWebSockets">) {
    this.#ctx = ctx;
  }

  get sockets(): number {
    return this.#roll.sessions.size;
  }

  get users(): number {
    return this.#roll.users.size;
  }

  /** Takes the socket in. Nothing may throw once it is accepted: an orphan would hoard every frame. */
  join(socket: WebSocket, session: Session): void {
    const roll = this.#roll;
    saveSession(socket, session);
    this.#ctx.acceptWebSocket(socket);
    enroll(roll, socket, session);
  }

  /** This user's open sockets, oldest first. */
  socketsOf(userId: string): readonly WebSocket[] {
    return [...(this.#roll.users.get(userId) ?? [])];
  }

  sessionOf(socket: WebSocket): Session | null {
    return this.#loaded === undefined
      ? readSession(socket)
      : (this.#loaded.sessions.get(socket) ?? null);
  }

  update(socket: WebSocket, session: Session): void {
    this.forget(socket);
    saveSession(socket, session);
    enroll(this.#roll, socket, session);
  }

  /** Ends a socket with a row of the table of refusals. */
  end(socket: WebSocket, refusal: CloseRefusalCode): void {
    this.forget(socket);
    const { close, reason } = REFUSALS[refusal];
    try {
      socket.close(close, reason);
    } catch {
      // Already gone: it has what the close would have brought.
    }
  }

  /** The socket gets nothing more; a closing one is still in the platform's list. */
  forget(socket: WebSocket): void {
    const roll = this.#roll;
    const session = roll.sessions.get(socket);
    if (session === undefined) return;
    roll.sessions.delete(socket);
    removeFrom(roll.users, session.userId, socket);
    const key = groupKey(session);
    const group = roll.groups.get(key);
    group?.sockets.delete(socket);
    if (group?.sockets.size === 0) roll.groups.delete(key);
  }

  /** Sends each change to everyone whose filter wants it; answers to how many sockets each went. */
  broadcast(changes: readonly Change[]): number[] {
    const recipients = changes.map(() => 0);
    for (const group of this.#roll.groups.values()) {
      const frames: string[] = [];
      for (const [index, change] of changes.entries()) {
        const delivery = judge(group.filter, change);
        if (delivery === "nothing") continue;
        frames.push(frameOf(change, delivery));
        recipients[index] = (recipients[index] ?? 0) + group.sockets.size;
      }
      for (const socket of group.sockets) this.#push(socket, frames);
    }
    return recipients;
  }

  /** Ends every socket whose access is over. */
  endExpired(now: number): void {
    for (const [socket, { ends }] of this.#roll.sessions) {
      if (ends.at <= now) this.end(socket, ends.refusal);
    }
  }

  /** When the next socket's access ends, Unix milliseconds; `null` where nobody is here. */
  nextEnd(): number | null {
    let next = Infinity;
    for (const { ends } of this.#roll.sessions.values()) next = Math.min(next, ends.at);
    return next === Infinity ? null : next;
  }

  /** One socket's failure never stops a fan-out. */
  #push(socket: WebSocket, frames: readonly string[]): void {
    try {
      for (const frame of frames) socket.send(frame);
    } catch {
      this.forget(socket);
    }
  }

  get #roll(): Roll {
    if (this.#loaded !== undefined) return this.#loaded;
    const roll: Roll = { sessions: new Map(), groups: new Map(), users: new Map() };
    this.#loaded = roll;
    const found: [WebSocket, Session][] = [];
    for (const socket of this.#ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const session = readSession(socket);
      // An attachment from another version of this code: the client resumes and brings a new one.
      if (session === null) this.end(socket, "draining");
      else found.push([socket, session]);
    }
    // The platform's order is not documented; whose socket is the oldest has to be.
    found.sort(([, a], [, b]) => a.joinedAt - b.joinedAt);
    for (const [socket, session] of found) enroll(roll, socket, session);
    return roll;
  }
}

function enroll(roll: Roll, socket: WebSocket, session: Session): void {
  roll.sessions.set(socket, session);
  addTo(roll.users, session.userId, socket);
  const key = groupKey(session);
  const group = roll.groups.get(key);
  if (group) group.sockets.add(socket);
  else {
    const { dialect, filter } = session;
    roll.groups.set(key, { dialect, filter, sockets: new Set([socket]) });
  }
}

function groupKey({ dialect, filter }: Session): string {
  return `${dialect} ${filterKey(filter)}`;
}

function frameOf(change: Change, delivery: Exclude<Delivery, "nothing">): string {
  switch (delivery) {
    case "message":
      return messageFrame(change.message);
    case "entered": {
      const { signalType, id } = change.message;
      return messageFrame({
        type: "new_signal",
        signalType,
        id,
        data: change.merged,
        expiresAt: null,
      });
    }
  }
}

function addTo(index: Map<string, Set<WebSocket>>, key: string, socket: WebSocket): void {
  const sockets = index.get(key);
  if (sockets) sockets.add(socket);
  else index.set(key, new Set([socket]));
}

function removeFrom(index: Map<string, Set<WebSocket>>, key: string, socket: WebSocket): void {
  const sockets = index.get(key);
  sockets?.delete(socket);
  if (sockets?.size === 0) index.delete(key);
}
