// The list of who is here, under every key the hub looks people up by.

import type { Dialect } from "../protocol/dialect.ts";
import { filterKey, type Filter } from "../protocol/filter.ts";
import type { Frame, Pending } from "./fan-out.ts";
import type { Session } from "./session.ts";

/** Sockets that share a dialect and a filter: they are judged, and their frames made, once. */
export interface Group {
  readonly dialect: Dialect;
  readonly filter: Filter;
  readonly members: Set<WebSocket>;
  /** The members that are fed live: all but those that are behind. */
  readonly live: Set<WebSocket>;
  /** What was judged for them and not yet sent. */
  readonly pending: Pending[];
}

export interface Progress {
  /** Unix milliseconds. */
  readonly at: number;
  /** What was still queued for it then, bytes. */
  readonly queued: number;
}

export interface Seat {
  readonly session: Session;
  readonly group: Group;
}

export class Roll {
  readonly #waitingFor: (filter: Filter) => Pending[];
  readonly seats = new Map<WebSocket, Seat>();
  readonly groups = new Map<string, Group>();
  /** The sockets that catch up from the log. */
  readonly behind = new Set<WebSocket>();
  /** What the push that is going on still has to send, and to whom: live sockets alone. */
  readonly due = new Map<WebSocket, readonly Frame[]>();
  /** When each of those last took anything; missing until it is first looked at. */
  readonly progress = new WeakMap<WebSocket, Progress>();
  /** Each user's sockets, oldest first; made when somebody first asks, as a push needs to know of no user. */
  #users: Map<string, Set<WebSocket>> | undefined;

  /** `waitingFor` judges what gathers already, for a group that begins while it does. */
  constructor(waitingFor: (filter: Filter) => Pending[]) {
    this.#waitingFor = waitingFor;
  }

  get users(): number {
    return this.#byUser().size;
  }

  socketsOf(userId: string): readonly WebSocket[] {
    return [...(this.#byUser().get(userId) ?? [])];
  }

  /** Adds the socket, or moves it to where its session belongs now. */
  enroll(socket: WebSocket, session: Session): void {
    const group = this.#groupFor(session);
    const before = this.seats.get(socket)?.group;
    if (before !== undefined && before !== group) this.#leave(before, socket);
    this.seats.set(socket, { session, group });
    group.members.add(socket);
    if (session.behind === null) {
      group.live.add(socket);
      this.behind.delete(socket);
    } else {
      group.live.delete(socket);
      this.behind.add(socket);
      // From here on the log says what it gets.
      this.due.delete(socket);
    }
    if (this.#users !== undefined) addTo(this.#users, session.userId, socket);
  }

  /** Takes the socket off the list; answers whose it was, `null` where it wasn't on it. */
  strike(socket: WebSocket): Session | null {
    const seat = this.seats.get(socket);
    if (seat === undefined) return null;
    this.seats.delete(socket);
    this.behind.delete(socket);
    this.due.delete(socket);
    this.#leave(seat.group, socket);
    const { userId } = seat.session;
    const theirs = this.#users?.get(userId);
    theirs?.delete(socket);
    if (theirs?.size === 0) this.#users?.delete(userId);
    return seat.session;
  }

  #byUser(): Map<string, Set<WebSocket>> {
    if (this.#users !== undefined) return this.#users;
    const users = new Map<string, Set<WebSocket>>();
    // The platform's order after sleep is not documented; whose socket is the oldest has to be known.
    const seats = [...this.seats].toSorted(
      ([, { session: a }], [, { session: b }]) => a.joinedAt - b.joinedAt,
    );
    for (const [socket, { session }] of seats) addTo(users, session.userId, socket);
    return (this.#users = users);
  }

  #groupFor({ dialect, filter }: Session): Group {
    const key = groupKey(dialect, filter);
    const known = this.groups.get(key);
    if (known) return known;
    const group: Group = {
      dialect,
      filter,
      members: new Set(),
      live: new Set(),
      pending: this.#waitingFor(filter),
    };
    this.groups.set(key, group);
    return group;
  }

  #leave(group: Group, socket: WebSocket): void {
    group.members.delete(socket);
    group.live.delete(socket);
    if (group.members.size === 0) this.groups.delete(groupKey(group.dialect, group.filter));
  }
}

function addTo(users: Map<string, Set<WebSocket>>, userId: string, socket: WebSocket): void {
  const theirs = users.get(userId);
  if (theirs) theirs.add(socket);
  else users.set(userId, new Set([socket]));
}

function groupKey(dialect: Dialect, filter: Filter): string {
  return `${dialect} ${filterKey(filter)}`;
}
