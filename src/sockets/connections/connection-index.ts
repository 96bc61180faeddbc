// The index of the open sockets by socket, user, subscription group and backlog.

import { filterKey, type Filter } from "../../protocol/filter.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { Session } from "./session.ts";

/** Sockets with one subprotocol and one filter. Filter and frames are evaluated and made once for all of them. */
export interface SubscriptionGroup {
  /** Grows with every new group. */
  readonly id: number;
  readonly subprotocol: Subprotocol;
  readonly filter: Filter;
  readonly members: ReadonlySet<WebSocket>;
  /** The members outside the backlog. */
  readonly live: ReadonlySet<WebSocket>;
}

/** The index for its readers. Only the registry changes it. */
export interface ConnectionView {
  /** Open sockets. */
  readonly size: number;
  /** Users with an open socket. */
  readonly userCount: number;
  readonly newestGroupId: number;
  /** The sockets in the backlog. */
  readonly catchingUp: ReadonlySet<WebSocket>;
  get(socket: WebSocket): Session | null;
  sockets(): IterableIterator<WebSocket>;
  sessions(): IterableIterator<readonly [WebSocket, Session]>;
  groups(): IterableIterator<SubscriptionGroup>;
  /** The user's sockets, the oldest first. */
  byUser(userId: string): readonly WebSocket[];
}

interface MutableGroup extends SubscriptionGroup {
  readonly members: Set<WebSocket>;
  readonly live: Set<WebSocket>;
}

interface Entry {
  readonly session: Session;
  readonly group: MutableGroup;
}

/** The index itself. Each change costs the same, however many sockets there are. */
export class ConnectionIndex implements ConnectionView {
  readonly #entries = new Map<WebSocket, Entry>();
  readonly #groups = new Map<string, MutableGroup>();
  readonly #catchingUp = new Set<WebSocket>();
  /** Made at the first question about a user. A publish needs no user. */
  #users: Map<string, Set<WebSocket>> | undefined;
  #newestGroupId = 0;

  get size(): number {
    return this.#entries.size;
  }

  get userCount(): number {
    return this.#usersIndex().size;
  }

  get newestGroupId(): number {
    return this.#newestGroupId;
  }

  get catchingUp(): ReadonlySet<WebSocket> {
    return this.#catchingUp;
  }

  get(socket: WebSocket): Session | null {
    return this.#entries.get(socket)?.session ?? null;
  }

  sockets(): IterableIterator<WebSocket> {
    return this.#entries.keys();
  }

  *sessions(): IterableIterator<readonly [WebSocket, Session]> {
    for (const [socket, { session }] of this.#entries) yield [socket, session];
  }

  groups(): IterableIterator<SubscriptionGroup> {
    return this.#groups.values();
  }

  byUser(userId: string): readonly WebSocket[] {
    return [...(this.#usersIndex().get(userId) ?? [])];
  }

  /** Adds the socket, or moves it to the group and the set of its new session. */
  upsert(socket: WebSocket, session: Session): void {
    const group = this.#groupFor(session);
    const before = this.#entries.get(socket)?.group;
    if (before !== undefined && before !== group) this.#removeFromGroup(before, socket);
    this.#entries.set(socket, { session, group });
    group.members.add(socket);
    if (session.catchUp === null) {
      group.live.add(socket);
      this.#catchingUp.delete(socket);
    } else {
      group.live.delete(socket);
      this.#catchingUp.add(socket);
    }
    if (this.#users !== undefined) addTo(this.#users, session.userId, socket);
  }

  /** Removes the socket. Answers its session, or `null` where it wasn't in the index. */
  delete(socket: WebSocket): Session | null {
    const entry = this.#entries.get(socket);
    if (entry === undefined) return null;
    this.#entries.delete(socket);
    this.#catchingUp.delete(socket);
    this.#removeFromGroup(entry.group, socket);
    const { userId } = entry.session;
    const sockets = this.#users?.get(userId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#users?.delete(userId);
    return entry.session;
  }

  #usersIndex(): Map<string, Set<WebSocket>> {
    if (this.#users !== undefined) return this.#users;
    const users = new Map<string, Set<WebSocket>>();
    // The platform doesn't document its order after hibernation, and the oldest socket is the one to evict.
    const entries = [...this.#entries].toSorted(
      ([, { session: a }], [, { session: b }]) => a.connectedAt - b.connectedAt,
    );
    for (const [socket, { session }] of entries) addTo(users, session.userId, socket);
    return (this.#users = users);
  }

  #groupFor({ subprotocol, filter }: Session): MutableGroup {
    const key = groupKey(subprotocol, filter);
    const known = this.#groups.get(key);
    if (known) return known;
    this.#newestGroupId += 1;
    const group: MutableGroup = {
      id: this.#newestGroupId,
      subprotocol,
      filter,
      members: new Set(),
      live: new Set(),
    };
    this.#groups.set(key, group);
    return group;
  }

  #removeFromGroup(group: MutableGroup, socket: WebSocket): void {
    group.members.delete(socket);
    group.live.delete(socket);
    if (group.members.size === 0) this.#groups.delete(groupKey(group.subprotocol, group.filter));
  }
}

function addTo(users: Map<string, Set<WebSocket>>, userId: string, socket: WebSocket): void {
  const sockets = users.get(userId);
  if (sockets) sockets.add(socket);
  else users.set(userId, new Set([socket]));
}

function groupKey(subprotocol: Subprotocol, filter: Filter): string {
  return `${subprotocol} ${filterKey(filter)}`;
}
