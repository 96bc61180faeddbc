// The open sockets: who is here, where each stands, and what it waits for. Knows neither SQL nor HTTP.

import type { Filter } from "../protocol/filter.ts";
import { REFUSALS, type CloseRefusalCode } from "../refusals.ts";
import type { Change } from "./change.ts";
import type { Departure } from "./counters.ts";
import type { Departures } from "./departures.ts";
import type { Pending } from "./fan-out.ts";
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
  /** What was offered and no push has taken yet; each group has its share of it waiting. */
  #gathered: Change[] = [];

  constructor(ctx: Sockets, departures: Pick<Departures, "left">) {
    this.#ctx = ctx;
    this.#departures = departures;
  }

  get roll(): Roll {
    return (this.#loaded ??= this.#load());
  }

  /** How many messages wait for the next push. */
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

  /** What gathered, for a push to send; each group's share of it is the push's to take. */
  takeGathered(): readonly Change[] {
    const gathered = this.#gathered;
    this.#gathered = [];
    return gathered;
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
    for (const socket of this.#ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const session = readSession(socket);
      // An attachment from another version of this code: the client resumes and brings a new one.
      if (session === null) closeFor(socket, "draining");
      else roll.enroll(socket, session);
    }
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

/** What the runtime has not yet handed on of this socket's frames, bytes. */
export function queuedBytes(socket: WebSocket): number {
  return socket.bufferedAmount;
}

function closeFor(socket: WebSocket, refusal: CloseRefusalCode): void {
  const { close, reason } = REFUSALS[refusal];
  try {
    socket.close(close, reason);
  } catch {
    // Already gone: it has what the close would have brought.
  }
}
