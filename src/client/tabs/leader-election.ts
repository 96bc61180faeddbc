// One connection for all tabs of a browser: one tab leads, the others follow what it learns.
//
// A Web Lock says who leads; when its tab goes, the browser gives the lock to the next in line. A BroadcastChannel
// carries every change of the leader's feed, and each tab passes over what it had before: so a tab that takes over
// goes on from its own position, and nothing is lost or told twice.

import type { FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import type { Connection, Source } from "../events.ts";
import type { FeedUpdate, Feed } from "../feed/feed.ts";
import type { Latency } from "../feed/latency.ts";
import type { Platform } from "../platform/platform.ts";
import type { AnySignal } from "../feed/signals.ts";

/** All that a tab knows, for one that has just come. */
export interface FeedState {
  readonly connection: Connection;
  readonly cursor: Cursor | null;
  readonly filter: FilterRequest;
  readonly signals: readonly AnySignal[];
  readonly sources: Readonly<Record<string, Source>>;
  readonly latency: Latency;
}

/** A tab's client, as the others of its group see it. */
export interface TabClient {
  /** Connect: nobody else does. */
  becomeLeader(): void;
  /** Another tab connects now. */
  becomeFollower(): void;
  readonly feed: Feed;
  readonly platform: Platform;
}

export interface TabHandle {
  /** Tells the others what this tab has learnt; nothing while it doesn't lead. */
  publish(update: FeedUpdate): void;
  leave(): void;
}

/** Makes a client one of a group; `group` names the feed and its filter. */
export type SharedConnection = (group: string, client: TabClient) => TabHandle;

type TabMessage =
  /** A tab has come, or has missed something: what is there to know? */
  | { readonly kind: "hello" }
  | { readonly kind: "leader"; readonly leader: string }
  | { readonly kind: "state"; readonly leader: string; readonly state: FeedState }
  | {
      readonly kind: "update";
      readonly leader: string;
      readonly update: FeedUpdate;
      /** Where the leader was before it. */
      readonly previousCursor: Cursor | null;
    };

/**
 * A leader tells of its every ping: each half minute, or each minute where its tab is in the background and its timers
 * are slowed down. One that is silent for longer is frozen, and still holds the lock: milliseconds.
 */
const LEADER_TIMEOUT_MS = 100_000;

/**
 * Shares one connection between all tabs of this origin whose clients were given the same `name`. For browsers. Put
 * the user's id into it: whoever has the name sees what its user is sent.
 */
export function sharedConnection(name: string): SharedConnection {
  return (group, client) => new TabCoordinator(`signal-hub ${name} ${group}`, client);
}

/** What a browser has for its tabs. */
interface Browser {
  readonly BroadcastChannel: new (name: string) => Channel;
  readonly navigator: {
    readonly locks: {
      request(
        name: string,
        options: { readonly steal?: boolean },
        onGranted: () => Promise<void>,
      ): Promise<void>;
    };
  };
}

interface Channel {
  addEventListener(type: "message", listener: (event: { readonly data: TabMessage }) => void): void;
  postMessage(message: TabMessage): void;
  close(): void;
}

const browser = globalThis as unknown as Browser; // SAFETY: `tabs` is for browsers, as its docstring says.

class TabCoordinator implements TabHandle {
  readonly #name: string;
  readonly #client: TabClient;
  readonly #id = crypto.randomUUID();
  readonly #channel: Channel;
  /** The leader that is followed; `null` before any spoke, and while this tab leads. */
  #leader: string | null = null;
  #awaitingState = false;
  #releaseLock: (() => void) | null = null;
  #closed = false;
  /** Where the leader's listeners are: before the change that is posted next. */
  #followersCursor: Cursor | null = null;
  #cancelTimer: () => void = () => undefined;
  readonly #unwatch: () => void;
  #leaderSeenAt: number;

  constructor(name: string, client: TabClient) {
    this.#name = name;
    this.#client = client;
    this.#leaderSeenAt = client.platform.now();
    this.#channel = new browser.BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data }) => this.#onMessage(data));
    this.#unwatch = client.platform.watchPage((event) => {
      if (event === "page-visible") this.#checkLeaderAlive();
    });
    client.feed.apply({ kind: "connection", value: { status: "connecting", attempt: 0 } });
    this.#requestState();
    this.#requestLock({});
    this.#armWatchdog();
  }

  publish(update: FeedUpdate): void {
    if (this.#releaseLock === null) return;
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
    this.#unwatch();
    this.#cancelTimer();
    this.#releaseLock?.();
    this.#channel.close();
  }

  /** Stands in line for the lock, or takes it from a leader that is frozen. */
  #requestLock(options: { readonly steal?: boolean }): void {
    const onGranted = () =>
      this.#closed
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#releaseLock = resolve;
            this.#becomeLeader();
          });
    browser.navigator.locks.request(this.#name, options, onGranted).catch(() => {
      // Another tab took the lock: this one was frozen, and didn't lead.
      if (this.#closed) return;
      this.#releaseLock = null;
      this.#client.becomeFollower();
      this.#requestState();
      this.#requestLock({});
      this.#armWatchdog();
    });
  }

  #becomeLeader(): void {
    this.#cancelTimer();
    this.#leader = null;
    this.#followersCursor = this.#client.feed.cursor;
    this.#broadcast({ kind: "leader", leader: this.#id });
    this.#client.becomeLeader();
  }

  #onMessage(message: TabMessage): void {
    if (message.kind === "hello") {
      if (this.#releaseLock !== null) {
        this.#broadcast({ kind: "state", leader: this.#id, state: stateOf(this.#client.feed) });
      }
      return;
    }
    if (this.#releaseLock !== null) return;
    this.#leaderSeenAt = this.#client.platform.now();
    switch (message.kind) {
      case "leader":
        this.#leader = message.leader;
        // Whoever asked before there was a leader was heard by nobody.
        if (this.#awaitingState) this.#requestState();
        break;
      case "state":
        if (this.#awaitingState) this.#applyState(message.leader, message.state);
        break;
      case "update":
        // A leader that was frozen may still speak, after another took its place.
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
      // `signals` is newest first and a snapshot the last changed first: the order that `replace` keeps.
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

  #armWatchdog(): void {
    this.#cancelTimer();
    const { platform } = this.#client;
    const due = this.#leaderSeenAt + LEADER_TIMEOUT_MS - platform.now();
    this.#cancelTimer = platform.after(Math.max(due, 1_000), () => {
      this.#checkLeaderAlive();
      if (this.#releaseLock === null && !this.#closed) this.#armWatchdog();
    });
  }

  #checkLeaderAlive(): void {
    const { platform } = this.#client;
    if (this.#releaseLock !== null || this.#closed) return;
    // A leader that the service said no to has nothing to tell, and another tab would hear the same.
    if (this.#client.feed.connection.status === "stopped") return;
    if (platform.now() - this.#leaderSeenAt < LEADER_TIMEOUT_MS) return;
    // Several tabs may doubt at once: the last to take the lock keeps it, and the others follow.
    this.#leaderSeenAt = platform.now();
    this.#requestLock({ steal: true });
  }
}

function stateOf({ connection, cursor, filter, sources, latency, store }: Feed): FeedState {
  return { connection, cursor, filter, sources, latency, signals: store.all };
}

/** Whether somebody at `one` has all that came up to `other`. */
function covers(one: Cursor, other: Cursor | null): boolean {
  return other === null || (one.epoch === other.epoch && one.seq >= other.seq);
}
