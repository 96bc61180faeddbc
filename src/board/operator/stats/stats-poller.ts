// Polls the hub's stats and the end of its log.

import type { readLog, readStats } from "../service.ts";
import type { ApiError } from "../api-error.ts";
import { EMPTY_HISTORY, withSample, type History } from "./history.ts";
import { EMPTY_TAIL, nextRead, TAIL_LINES, withPage, type Tail } from "./tail-lines.ts";

/** Everything the polls have brought. */
export interface PollerState {
  readonly history: History;
  readonly tail: Tail;
  /** Whether the tail reads on. `false` while an operator has paused it. */
  readonly following: boolean;
  /** Why the last poll failed. `null` after a success. The history then ends before it. */
  readonly error: ApiError | null;
}

/** What a poller needs of the browser and the service. */
export interface PollerDeps {
  readonly readStats: typeof readStats;
  readonly readLog: typeof readLog;
  /** Calls `run` at once and then repeatedly, until the returned function is called. */
  readonly poll: (run: () => Promise<void>, intervalMs: number) => () => void;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Milliseconds between a response and the next poll. */
const POLL_INTERVAL_MS = 2_000;

/** Polls while it has a listener. It is a store for `useSyncExternalStore`. */
export class StatsPoller {
  readonly #key: string;
  readonly #deps: PollerDeps;
  readonly #listeners = new Set<() => void>();
  #state: PollerState = { history: EMPTY_HISTORY, tail: EMPTY_TAIL, following: true, error: null };
  #stop: (() => void) | undefined;

  /** `key` is an operator's key. */
  constructor(key: string, deps: PollerDeps) {
    this.#key = key;
    this.#deps = deps;
  }

  /** The current state, another object after each change. */
  readonly state = (): PollerState => this.#state;

  /** Calls `listener` after each change, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#stop ??= this.#deps.poll(() => this.#poll(), POLL_INTERVAL_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  };

  /** Pauses the tail, or lets it read on. */
  readonly setFollowing = (following: boolean): void => this.#update({ following });

  async #poll(): Promise<void> {
    const stats = await this.#deps.readStats(this.#key);
    if (!stats.ok) return this.#update({ error: stats.error });
    const sample = { at: this.#deps.now(), stats: stats.value };
    this.#update({ history: withSample(this.#state.history, sample), error: null });

    const { tail, following } = this.#state;
    const since = following ? nextRead(tail, stats.value) : null;
    if (since === null) return;
    const page = await this.#deps.readLog(this.#key, since, TAIL_LINES);
    if (!page.ok) return this.#update({ error: page.error });
    // The tail was paused, or another poll brought this page first. A later poll reads on from there.
    if (!this.#state.following || this.#state.tail !== tail) return;
    this.#update({ tail: withPage(tail, page.value) });
  }

  #update(change: Partial<PollerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
