// The list of who is here, under every key the hub looks people up by.

import type { Subprotocol } from "../../protocol/subprotocol.ts";
import { filterKey, type Filter } from "../../protocol/filter.ts";
import type { Frame, QueuedMessage } from "../delivery/encode.ts";
import type { Session } from "./session.ts";

/** Sockets that share a dialect and a filter: they are judged, and their frames made, once. */
export interface SubscriptionGroup {
  readonly subprotocol: Subprotocol;
  readonly filter: Filter;
  readonly members: Set<WebSocket>;
  /** The members that are fed live: all but those that are behind. */
  readonly live: Set<WebSocket>;
  /** What was judged for them and not yet sent. */
  readonly queued: QueuedMessage[];
}

export interface DrainProgress {
  /** Unix milliseconds. */
  readonly at: number;
  /** What was still queued for it then, bytes. */
  readonly queued: number;
}

export interface Entry {
  readonly session: Session;
  readonly group: SubscriptionGroup;
}

export class ConnectionIndex {
  readonly #queuedFor: (filter: Filter) => QueuedMessage[];
  readonly entries = new Map<WebSocket, Entry>();
  readonly groups = new Map<string, SubscriptionGroup>();
  /** The sockets that catch up from the log. */
  readonly catchingUp = new Set<WebSocket>();
  /** What the push that is going on still has to send, and to whom: live sockets alone. */
  readonly outbox = new Map<WebSocket, readonly Frame[]>();
  /** When each of those last took anything; missing until it is first looked at. */
  readonly drainProgress = new WeakMap<WebSocket, DrainProgress>();
  /** Each user's sockets, oldest first; made when somebody first asks, as a push needs to know of no user. */
  #users: Map<string, Set<WebSocket>> | undefined;

  /** `waitingFor` judges what gathers already, for a group that begins while it does. */
  constructor(queuedFor: (filter: Filter) => QueuedMessage[]) {
    this.#queuedFor = queuedFor;
  }

  get users(): number {
    return this.#usersIndex().size;
  }

  byUser(userId: string): readonly WebSocket[] {
    return [...(this.#usersIndex().get(userId) ?? [])];
  }

  /** Adds the socket, or moves it to where its session belongs now. */
  upsert(socket: WebSocket, session: Session): void {
    const group = this.#groupFor(session);
    const before = this.entries.get(socket)?.group;
    if (before !== undefined && before !== group) this.#removeFromGroup(before, socket);
    this.entries.set(socket, { session, group });
    group.members.add(socket);
    if (session.catchUp === null) {
      group.live.add(socket);
      this.catchingUp.delete(socket);
    } else {
      group.live.delete(socket);
      this.catchingUp.add(socket);
      // From here on the log says what it gets.
      this.outbox.delete(socket);
    }
    if (this.#users !== undefined) addTo(this.#users, session.userId, socket);
  }

  /** Takes the socket off the list; answers whose it was, `null` where it wasn't on it. */
  delete(socket: WebSocket): Session | null {
    const seat = this.entries.get(socket);
    if (seat === undefined) return null;
    this.entries.delete(socket);
    this.catchingUp.delete(socket);
    this.outbox.delete(socket);
    this.#removeFromGroup(seat.group, socket);
    const { userId } = seat.session;
    const theirs = this.#users?.get(userId);
    theirs?.delete(socket);
    if (theirs?.size === 0) this.#users?.delete(userId);
    return seat.session;
  }

  #usersIndex(): Map<string, Set<WebSocket>> {
    if (this.#users !== undefined) return this.#users;
    const users = new Map<string, Set<WebSocket>>();
    // The platform's order after sleep is not documented; whose socket is the oldest has to be known.
    const seats = [...this.entries].toSorted(
      ([, { session: a }], [, { session: b }]) => a.connectedAt - b.connectedAt,
    );
    for (const [socket, { session }] of seats) addTo(users, session.userId, socket);
    return (this.#users = users);
  }

  #groupFor({ subprotocol: dialect, filter }: Session): SubscriptionGroup {
    const key = groupKey(dialect, filter);
    const known = this.groups.get(key);
    if (known) return known;
    const group: SubscriptionGroup = {
      subprotocol: dialect,
      filter,
      members: new Set(),
      live: new Set(),
      queued: this.#queuedFor(filter),
    };
    this.groups.set(key, group);
    return group;
  }

  #removeFromGroup(group: SubscriptionGroup, socket: WebSocket): void {
    group.members.delete(socket);
    group.live.delete(socket);
    if (group.members.size === 0) this.groups.delete(groupKey(group.subprotocol, group.filter));
  }
}

function addTo(users: Map<string, Set<WebSocket>>, userId: string, socket: WebSocket): void {
  const theirs = users.get(userId);
  if (theirs) theirs.add(socket);
  else users.set(userId, new Set([socket]));
}

function groupKey(dialect: Subprotocol, filter: Filter): string {
  return `${dialect} ${filterKey(filter)}`;
}
