// One connection for all tabs of a browser. One tab leads and connects, the others follow its updates.
//
// A BroadcastChannel carries every update of the leader's feed. Each tab skips the messages it already had. So a newly
// elected leader resumes at its own cursor, and no message is lost or handed over twice.

import type { FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import type { Connection, Source } from "../events.ts";
import type { FeedUpdate, Feed } from "../feed/feed.ts";
import type { Latency } from "../feed/latency.ts";
import type { AnySignal } from "../feed/signals.ts";
import type { Platform } from "../platform/platform.ts";
import { LeaderElection } from "./leader-election.ts";

/** The whole feed of a tab, for a new one. */
export interface FeedState {
  readonly connection: Connection;
  readonly cursor: Cursor | null;
  readonly filter: FilterRequest;
  readonly signals: readonly AnySignal[];
  readonly sources: Readonly<Record<string, Source>>;
  readonly latency: Latency;
}

/** The client of one tab, as its group sees it. */
export interface TabClient {
  /** Connects. No other tab does. */
  becomeLeader(): void;
  /** Disconnects. Another tab connects now. */
  becomeFollower(): void;
  readonly feed: Feed;
  readonly platform: Platform;
}

/** A tab's membership in its group. */
export interface TabHandle {
  /** Sends an update to the other tabs. A follower sends nothing. */
  publish(update: FeedUpdate): void;
  /** Leaves the group. */
  leave(): void;
}

/**
 * The value of the option `sharedConnection`. The client calls it with the name of its group, its address and filter.
 *
 * @example
 * ```ts
 * import { sharedConnection, type SharedConnection } from "signal-hub/client";
 *
 * const forUser = (userId: string): SharedConnection => sharedConnection(userId);
 * ```
 */
export type SharedConnection = (group: string, client: TabClient) => TabHandle;

/**
 * Shares one connection among all tabs of this origin with the same `name`. Only browsers have the Web Locks and the
 * BroadcastChannel for it. Put the user's id into the name, because every tab with the name gets the user's messages.
 *
 * @example
 * ```ts
 * import { SignalClient, sharedConnection } from "signal-hub/client";
 *
 * const userId = "42";
 * new SignalClient({
 *   url: "wss://signals.example.com",
 *   token: async () => (await fetch("/api/token")).text(),
 *   sharedConnection: sharedConnection(userId),
 * }).connect();
 * ```
 */
export function sharedConnection(name: string): SharedConnection {
  return (group, client) => new TabCoordinator(`signal-hub ${name} ${group}`, client);
}

type TabMessage =
  /** A tab opened, or missed an update. It asks for the whole state. */
  | { readonly kind: "hello" }
  | { readonly kind: "leader"; readonly leader: string }
  | { readonly kind: "state"; readonly leader: string; readonly state: FeedState }
  | {
      readonly kind: "update";
      readonly leader: string;
      readonly update: FeedUpdate;
      /** The leader's cursor before this update. */
      readonly previousCursor: Cursor | null;
    };

interface Channel {
  addEventListener(type: "message", listener: (event: { readonly data: TabMessage }) => void): void;
  postMessage(message: TabMessage): void;
  close(): void;
}

// SAFETY: `sharedConnection` is for browsers, and they have channels.
const browser = globalThis as unknown as {
  readonly BroadcastChannel: new (name: string) => Channel;
};

class TabCoordinator implements TabHandle {
  readonly #client: TabClient;
  readonly #id = crypto.randomUUID();
  readonly #channel: Channel;
  readonly #election: LeaderElection;
  /** The leader of this follower. `null` in the leader itself, and before any leader sent something. */
  #leader: string | null = null;
  #awaitingState = false;
  #closed = false;
  /** The leader's cursor before its next update. */
  #followersCursor: Cursor | null = null;

  constructor(name: string, client: TabClient) {
    this.#client = client;
    this.#channel = new browser.BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data }) => this.#onMessage(data));
    client.feed.apply({ kind: "connection", value: { status: "connecting", attempt: 0 } });
    this.#requestState();
    this.#election = new LeaderElection(name, client.platform, {
      onElected: () => this.#becomeLeader(),
      onDeposed: () => {
        client.becomeFollower();
        this.#requestState();
      },
      // The service rejected the leader for good, and would reject this tab too.
      isLeaderIdle: () => client.feed.connection.status === "stopped",
    });
  }

  publish(update: FeedUpdate): void {
    if (!this.#election.isLeader) return;
    this.#broadcast({
      kind: "update",
      leader: this.#id,
      update,
      previousCursor: this.#followersCursor,
    });
    this.#followersCursor = this.#client.feed.cursor;
  }

  leave(): void {
    this.#closed = true;
    this.#election.leave();
    this.#channel.close();
  }

  #becomeLeader(): void {
    this.#leader = null;
    this.#followersCursor = this.#client.feed.cursor;
    this.#broadcast({ kind: "leader", leader: this.#id });
    this.#client.becomeLeader();
  }

  #onMessage(message: TabMessage): void {
    if (message.kind === "hello") {
      if (this.#election.isLeader) {
        this.#broadcast({ kind: "state", leader: this.#id, state: stateOf(this.#client.feed) });
      }
      return;
    }
    if (this.#election.isLeader) return;
    this.#election.leaderSeen();
    switch (message.kind) {
      case "leader":
        this.#leader = message.leader;
        // An earlier request reached no leader.
        if (this.#awaitingState) this.#requestState();
        break;
      case "state":
        if (this.#awaitingState) this.#applyState(message.leader, message.state);
        break;
      case "update":
        // A frozen leader may wake and send updates after another took its place.
        if (this.#leader === message.leader)
          this.#applyUpdate(message.update, message.previousCursor);
        break;
    }
  }

  #applyUpdate(update: FeedUpdate, previousCursor: Cursor | null): void {
    if (this.#awaitingState) return;
    const { cursor } = this.#client.feed;
    const complete =
      update.kind !== "messages" || (cursor !== null && covers(cursor, previousCursor));
    if (complete) this.#client.feed.apply(update);
    else this.#requestState();
  }

  #applyState(leader: string, state: FeedState): void {
    const { cursor: own } = this.#client.feed;
    const { connection, cursor, filter, signals, sources, latency } = state;
    this.#awaitingState = false;
    this.#leader = leader;
    this.#client.feed.apply({ kind: "sources", value: sources });
    this.#client.feed.apply({ kind: "latency", value: latency });
    if (cursor !== null && (own === null || !covers(own, cursor))) {
      // `signals` is newest first and a snapshot last changed first. `replace` keeps either order.
      const gap = own === null ? null : "tab_lagged";
      this.#client.feed.apply({ kind: "snapshot", cursor, filter, signals, gap });
    }
    this.#client.feed.apply({ kind: "connection", value: connection });
  }

  #requestState(): void {
    this.#awaitingState = true;
    this.#broadcast({ kind: "hello" });
  }

  #broadcast(message: TabMessage): void {
    if (!this.#closed) this.#channel.postMessage(message);
  }
}

function stateOf({ connection, cursor, filter, sources, latency, store }: Feed): FeedState {
  return { connection, cursor, filter, sources, latency, signals: store.all };
}

/** Whether a tab at `cursor` has every message up to `other`. */
function covers(cursor: Cursor, other: Cursor | null): boolean {
  return other === null || (cursor.epoch === other.epoch && cursor.seq >= other.seq);
}
