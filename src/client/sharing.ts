// One connection for all tabs of a browser: one tab leads, the others follow what it learns.
//
// A Web Lock says who leads; when its tab goes, the browser gives the lock to the next in line. A BroadcastChannel
// carries every change of the leader's feed, and each tab passes over what it had before: so a tab that takes over
// goes on from its own position, and nothing is lost or told twice.

import type { FilterRequest } from "../protocol/filter.ts";
import type { Position } from "../protocol/position.ts";
import type { Connection, Source } from "./client-events.ts";
import type { Change, Feed } from "./feed.ts";
import type { Latency } from "./latency.ts";
import type { Platform } from "./platform.ts";
import type { AnySignal } from "./signals.ts";

/** All that a tab knows, for one that has just come. */
export interface FeedState {
  readonly connection: Connection;
  readonly position: Position | null;
  readonly filter: FilterRequest;
  readonly signals: readonly AnySignal[];
  readonly sources: Readonly<Record<string, Source>>;
  readonly latency: Latency;
}

/** A tab's client, as the others of its group see it. */
export interface Member {
  /** Connect: nobody else does. */
  lead(): void;
  /** Another tab connects now. */
  follow(): void;
  readonly feed: Feed;
  readonly platform: Platform;
}

export interface Membership {
  /** Tells the others what this tab has learnt; nothing while it doesn't lead. */
  post(change: Change): void;
  leave(): void;
}

/** Makes a client one of a group; `group` names the feed and its filter. */
export type Sharing = (group: string, member: Member) => Membership;

type Note =
  /** A tab has come, or has missed something: what is there to know? */
  | { readonly kind: "hello" }
  | { readonly kind: "lead"; readonly leader: string }
  | { readonly kind: "state"; readonly leader: string; readonly state: FeedState }
  | {
      readonly kind: "change";
      readonly leader: string;
      readonly change: Change;
      /** Where the leader was before it. */
      readonly after: Position | null;
    };

/**
 * A leader tells of its every ping: each half minute, or each minute where its tab is in the background and its timers
 * are slowed down. One that is silent for longer is frozen, and still holds the lock: milliseconds.
 */
const LEADER_SILENT_MS = 100_000;

/**
 * Shares one connection between all tabs of this origin whose clients were given the same `name`. For browsers. Put
 * the user's id into it: whoever has the name sees what its user is sent.
 */
export function tabs(name: string): Sharing {
  return (group, member) => new Tab(`signal-hub ${name} ${group}`, member);
}

/** What a browser has for its tabs. */
interface Browser {
  readonly BroadcastChannel: new (name: string) => Channel;
  readonly navigator: {
    readonly locks: {
      request(
        name: string,
        options: { readonly steal?: boolean },
        hold: () => Promise<void>,
      ): Promise<void>;
    };
  };
}

interface Channel {
  addEventListener(type: "message", listener: (event: { readonly data: Note }) => void): void;
  postMessage(note: Note): void;
  close(): void;
}

const browser = globalThis as unknown as Browser; // SAFETY: `tabs` is for browsers, as its docstring says.

class Tab implements Membership {
  readonly #name: string;
  readonly #member: Member;
  readonly #id = crypto.randomUUID();
  readonly #channel: Channel;
  /** The leader that is followed; `null` before any spoke, and while this tab leads. */
  #leader: string | null = null;
  #asking = false;
  #release: (() => void) | null = null;
  #left = false;
  /** Where the leader's listeners are: before the change that is posted next. */
  #posted: Position | null = null;
  #cancelTimer: () => void = () => undefined;
  readonly #unwatch: () => void;
  #heardAt: number;

  constructor(name: string, member: Member) {
    this.#name = name;
    this.#member = member;
    this.#heardAt = member.platform.now();
    this.#channel = new browser.BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    this.#unwatch = member.platform.watchPage((sign) => {
      if (sign === "returned") this.#doubt();
    });
    member.feed.apply({ kind: "connection", value: { at: "connecting", attempt: 0 } });
    this.#ask();
    this.#stand({});
    this.#listen();
  }

  post(change: Change): void {
    if (this.#release === null) return;
    this.#say({ kind: "change", leader: this.#id, change, after: this.#posted });
    this.#posted = this.#member.feed.position;
  }

  leave(): void {
    this.#left = true;
    this.#unwatch();
    this.#cancelTimer();
    this.#release?.();
    this.#channel.close();
  }

  /** Stands in line for the lock, or takes it from a leader that is frozen. */
  #stand(options: { readonly steal?: boolean }): void {
    const hold = () =>
      this.#left
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#release = resolve;
            this.#lead();
          });
    browser.navigator.locks.request(this.#name, options, hold).catch(() => {
      // Another tab took the lock: this one was frozen, and didn't lead.
      if (this.#left) return;
      this.#release = null;
      this.#member.follow();
      this.#ask();
      this.#stand({});
      this.#listen();
    });
  }

  #lead(): void {
    this.#cancelTimer();
    this.#leader = null;
    this.#posted = this.#member.feed.position;
    this.#say({ kind: "lead", leader: this.#id });
    this.#member.lead();
  }

  #hear(note: Note): void {
    if (note.kind === "hello") {
      if (this.#release !== null) {
        this.#say({ kind: "state", leader: this.#id, state: stateOf(this.#member.feed) });
      }
      return;
    }
    if (this.#release !== null) return;
    this.#heardAt = this.#member.platform.now();
    switch (note.kind) {
      case "lead":
        this.#leader = note.leader;
        // Whoever asked before there was a leader was heard by nobody.
        if (this.#asking) this.#ask();
        break;
      case "state":
        if (this.#asking) this.#adopt(note.leader, note.state);
        break;
      case "change":
        // A leader that was frozen may still speak, after another took its place.
        if (this.#leader === note.leader) this.#follow(note.change, note.after);
        break;
    }
  }

  #follow(change: Change, after: Position | null): void {
    if (this.#asking) return;
    const { position } = this.#member.feed;
    const whole = change.kind !== "messages" || (position !== null && reaches(position, after));
    if (whole) this.#member.feed.apply(change);
    else this.#ask();
  }

  #adopt(leader: string, state: FeedState): void {
    const { position: own } = this.#member.feed;
    const { connection, position, filter, signals, sources, latency } = state;
    this.#asking = false;
    this.#leader = leader;
    this.#member.feed.apply({ kind: "sources", value: sources });
    this.#member.feed.apply({ kind: "latency", value: latency });
    if (position !== null && (own === null || !reaches(own, position))) {
      // `signals` is newest first and a snapshot the last changed first: the order that `replace` keeps.
      const gap = own === null ? null : "tab_behind";
      this.#member.feed.apply({ kind: "snapshot", position, filter, signals, gap });
    }
    this.#member.feed.apply({ kind: "connection", value: connection });
  }

  #ask(): void {
    this.#asking = true;
    this.#say({ kind: "hello" });
  }

  #say(note: Note): void {
    if (!this.#left) this.#channel.postMessage(note);
  }

  #listen(): void {
    this.#cancelTimer();
    const { platform } = this.#member;
    const due = this.#heardAt + LEADER_SILENT_MS - platform.now();
    this.#cancelTimer = platform.after(Math.max(due, 1_000), () => {
      this.#doubt();
      if (this.#release === null && !this.#left) this.#listen();
    });
  }

  #doubt(): void {
    const { platform } = this.#member;
    if (this.#release !== null || this.#left) return;
    // A leader that the service said no to has nothing to tell, and another tab would hear the same.
    if (this.#member.feed.connection.at === "stopped") return;
    if (platform.now() - this.#heardAt < LEADER_SILENT_MS) return;
    // Several tabs may doubt at once: the last to take the lock keeps it, and the others follow.
    this.#heardAt = platform.now();
    this.#stand({ steal: true });
  }
}

function stateOf({ connection, position, filter, sources, latency, book }: Feed): FeedState {
  return { connection, position, filter, sources, latency, signals: book.list };
}

/** Whether somebody at `one` has all that came up to `other`. */
function reaches(one: Position, other: Position | null): boolean {
  return other === null || (one.epoch === other.epoch && one.seq >= other.seq);
}
