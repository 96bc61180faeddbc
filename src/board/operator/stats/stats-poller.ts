// Looks at the service every two seconds while somebody looks at the page, and remembers what it saw.

import { NO_HISTORY, withSample, type History } from "./history.ts";
import type { readLog, readStats } from "../service.ts";
import { NO_TAIL, readFrom, TAIL_LINES, withPage, type Tail } from "./tail-lines.ts";
import type { ApiError } from "../api-error.ts";

export interface PollerState {
  readonly history: History;
  readonly tail: Tail;
  /** Whether the tail goes on. */
  readonly follows: boolean;
  /** Why the last look brought nothing; what is shown is of the last sample. */
  readonly error: ApiError | null;
}

/** What a watcher asks and how it waits. */
export interface Deps {
  readonly readStats: typeof readStats;
  readonly readLog: typeof readLog;
  readonly poll: (ask: () => Promise<void>, everyMs: number) => () => void;
  readonly now: () => number;
}

export const POLL_INTERVAL_MS = 2_000;

/** Looks while it has a listener, as a store for `useSyncExternalStore`. */
export class StatsPoller {
  readonly #key: string;
  readonly #deps: Deps;
  readonly #listeners = new Set<() => void>();
  #state: PollerState = { history: NO_HISTORY, tail: NO_TAIL, follows: true, error: null };
  #stop: (() => void) | undefined;

  constructor(key: string, deps: Deps) {
    this.#key = key;
    this.#deps = deps;
  }

  readonly state = (): PollerState => this.#state;

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

  /** Lets the tail go on, or stand still so that it can be read. */
  readonly follow = (follows: boolean): void => this.#update({ follows });

  async #poll(): Promise<void> {
    const stats = await this.#deps.readStats(this.#key);
    if (!stats.ok) return this.#update({ error: stats.error });
    const sample = { at: this.#deps.now(), stats: stats.value };
    this.#update({ history: withSample(this.#state.history, sample), error: null });

    const { tail, follows } = this.#state;
    const since = follows ? readFrom(tail, stats.value) : null;
    if (since === null) return;
    const page = await this.#deps.readLog(this.#key, since, TAIL_LINES);
    if (!page.ok) return this.#update({ error: page.error });
    // Paused while the page was on its way, or another look brought it: then it is read again later.
    if (!this.#state.follows || this.#state.tail !== tail) return;
    this.#update({ tail: withPage(tail, page.value) });
  }

  #update(change: Partial<PollerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
