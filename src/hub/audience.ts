// The open sockets: who is here, and how a change reaches each of them. Knows neither SQL nor HTTP.

import type { Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { REFUSALS, type CloseRefusalCode } from "../refusals.ts";
import type { Change } from "./change.ts";
import type { Departure } from "./counters.ts";
import type { Departures } from "./departures.ts";
import { encodePending, type Frame, type Pending } from "./fan-out.ts";
import { judge } from "../protocol/filter-match.ts";
import { Roll, type Group, type Seat } from "./roll.ts";
import { readSession, saveSession, type Behind, type Session } from "./session.ts";

type Sockets = Pick<
  DurableObjectState,
  "acceptWebSocket" | "getWebSockets" | "getWebSocketAutoResponseTimestamp"
>;

/** Changes, and what each group of sockets is sent for them. */
export interface Judged {
  readonly changes: readonly Change[];
  /** For each change, how many sockets it goes to. */
  readonly recipients: readonly number[];
  readonly pending: ReadonlyMap<Group, readonly Pending[]>;
}

export class Audience {
  readonly #ctx: Sockets;
  readonly #departures: Pick<Departures, "left">;
  /** A cache of the attachments; after sleep it is read again when somebody first asks. */
  #loaded: Roll | undefined;
  /** The last message that every live socket was sent, or did not want. */
  #pushed: number;
  /** What was offered since; each group has its share of it waiting. */
  #gathered: Change[] = [];
  /** What was queued for the live sockets when they were last sent something, bytes. */
  #queued = 0;
  /** Frames sent by the push that is going on. */
  #frames = 0;

  /** `newest` is the last message of the log: what came before it was sent before the hub slept. */
  constructor(ctx: Sockets, departures: Pick<Departures, "left">, newest: number) {
    this.#ctx = ctx;
    this.#departures = departures;
    this.#pushed = newest;
  }

  get roll(): Roll {
    return (this.#loaded ??= this.#load());
  }

  get pushed(): number {
    return this.#pushed;
  }

  /** How many messages wait to be pushed. */
  get gathered(): number {
    return this.#gathered.length;
  }

  /** Takes the socket in. Nothing may throw once it is accepted: an orphan would hoard every frame. */
  join(socket: WebSocket, session: Session): void {
    const { roll } = this;
    saveSession(socket, session);
    this.#ctx.acceptWebSocket(socket);
    roll.enroll(socket, session);
  }

  sessionOf(socket: WebSocket): Session | null {
    return this.#loaded === undefined
      ? readSession(socket)
      : (this.#loaded.seats.get(socket)?.session ?? null);
  }

  /** The session from now on. A roll that nobody has asked for yet will find it in the attachment. */
  update(socket: WebSocket, session: Session): void {
    saveSession(socket, session);
    this.#loaded?.enroll(socket, session);
  }

  /** Ends a socket with a row of the table of refusals. */
  end(socket: WebSocket, refusal: CloseRefusalCode): void {
    this.forget(socket, refusal, REFUSALS[refusal].close);
    closeFor(socket, refusal);
  }

  /** The client closed with this code, or vanished (1006); `null` where it broke the protocol. */
  leave(socket: WebSocket, code: number | null): void {
    const why = code === null ? "failed" : "client";
    // After sleep the roll would hold open sockets alone: a closing one is known by its attachment, unless
    // we closed it before, and told of it then.
    if (this.#loaded !== undefined || socket.readyState === WebSocket.CLOSED) {
      return this.forget(socket, why, code);
    }
    const session = readSession(socket);
    if (session !== null) this.#departures.left(session, why, code);
  }

  /** The socket gets nothing more; a closing one is still in the platform's list. */
  forget(socket: WebSocket, why: Departure, code: number | null): void {
    const session = this.roll.strike(socket);
    if (session !== null) this.#departures.left(session, why, code);
  }

  /**
   * The socket can't be sent to. Where its connection still stands the client must learn of it: an open socket
   * on which nothing comes looks like a quiet feed.
   */
  fail(socket: WebSocket): void {
    this.forget(socket, "failed", null);
    closeFor(socket, "overloaded");
  }

  /** When the client last spoke, Unix milliseconds, as far as the runtime remembers. */
  heardAt(socket: WebSocket, { heardAt }: Session): number {
    return Math.max(heardAt, this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0);
  }

  /** Judges the changes for every distinct filter, once. Nothing is sent and nothing remembered. */
  judge(changes: readonly Change[]): Judged {
    const recipients = changes.map(() => 0);
    const pending = new Map<Group, readonly Pending[]>();
    const first = changes[0]?.seq;
    if (first === undefined) return { changes, recipients, pending };
    for (const group of this.roll.groups.values()) {
      const wanted = wantedOf(changes, group.filter);
      if (wanted.length > 0) pending.set(group, wanted);
      for (const { change } of wanted) {
        const index = change.seq - first;
        recipients[index] = (recipients[index] ?? 0) + group.members.size;
      }
    }
    return { changes, recipients, pending };
  }

  /** Takes judged changes in for the next push; they are stored by now. Of this very turn. */
  offer({ changes, pending }: Judged): void {
    for (const [group, wanted] of pending) group.pending.push(...wanted);
    this.#gathered.push(...changes);
  }

  /** Sends every live socket what was offered since the last push; answers how many frames that were. */
  push(now: number): number {
    const before = this.#pushed;
    this.#frames = 0;
    this.#pushed = this.#gathered.at(-1)?.seq ?? before;
    this.#gathered = [];
    const allowed = this.allowance();
    this.#queued = 0;
    const encoded = new Map<string, readonly Frame[]>();
    for (const group of this.roll.groups.values()) {
      const pending: readonly Pending[] = group.pending.splice(0);
      if (pending.length === 0) continue;
      const frames = encodePending(group.dialect, pending, encoded);
      for (const socket of group.live) this.#send(socket, frames, before, allowed, now);
    }
    return this.#frames;
  }

  /**
   * What may be queued for one socket before it gets no more, bytes. Over the hub's budget that is nothing:
   * whoever has anything left waits.
   */
  allowance(): number {
    let queued = this.#queued;
    for (const socket of this.roll.behind) queued += queuedBytes(socket);
    return queued > LIMITS.queuedHubBytes ? 0 : LIMITS.queuedSocketBytes;
  }

  /** One socket's failure never stops a fan-out, and nobody waits for the slowest. */
  #send(
    socket: WebSocket,
    frames: readonly Frame[],
    before: number,
    allowed: number,
    now: number,
  ): void {
    let through = before;
    try {
      for (const frame of frames) {
        const queued = queuedBytes(socket);
        if (queued > allowed) {
          this.fallBehind(socket, { after: through, announce: false }, now);
          return;
        }
        socket.send(frame.text);
        this.#frames += 1;
        through = frame.through;
      }
      this.#queued += queuedBytes(socket);
    } catch {
      this.fail(socket);
    }
  }

  /** The socket is not fed live any more: what it misses comes from the log. */
  fallBehind(socket: WebSocket, behind: Behind, now: number): void {
    const seat = this.roll.seats.get(socket);
    if (seat === undefined) return;
    if (seat.session.behind === null) {
      this.roll.progress.set(socket, { at: now, queued: queuedBytes(socket) });
    }
    this.update(socket, { ...seat.session, behind });
  }

  /** The socket has everything up to `pushed`: from here it is fed live. */
  catchUp(socket: WebSocket): void {
    const seat: Seat | undefined = this.roll.seats.get(socket);
    if (seat !== undefined) this.update(socket, { ...seat.session, behind: null });
  }

  #load(): Roll {
    const roll = new Roll((filter) => wantedOf(this.#gathered, filter));
    const found: [WebSocket, Session][] = [];
    for (const socket of this.#ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const session = readSession(socket);
      // An attachment from another version of this code: the client resumes and brings a new one.
      if (session === null) closeFor(socket, "draining");
      else found.push([socket, session]);
    }
    // The platform's order is not documented; whose socket is the oldest has to be.
    found.sort(([, a], [, b]) => a.joinedAt - b.joinedAt);
    for (const [socket, session] of found) roll.enroll(socket, session);
    return roll;
  }
}

function wantedOf(changes: readonly Change[], filter: Filter): Pending[] {
  const wanted: Pending[] = [];
  for (const change of changes) {
    const delivery = judge(filter, change);
    if (delivery !== "nothing") wanted.push({ change, delivery });
  }
  return wanted;
}

/**
 * What the runtime has not yet handed on of this socket's frames, bytes. Runtimes before workerd 1.20261117
 * can't say: there a slow reader can't be told from a quick one, and is left alone.
 */
export function queuedBytes(socket: WebSocket): number {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- the types are newer than the runtime.
  return socket.bufferedAmount ?? 0;
}

function closeFor(socket: WebSocket, refusal: CloseRefusalCode): void {
  const { close, reason } = REFUSALS[refusal];
  try {
    socket.close(close, reason);
  } catch {
    // Already gone: it has what the close would have brought.
  }
}
