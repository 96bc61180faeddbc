// Looks at the service every two seconds while somebody looks at the page, and remembers what it saw.

import { NO_HISTORY, withSample, type History } from "./history.ts";
import type { readLog, readStats } from "./service.ts";
import { NO_TAIL, readFrom, TAIL_LINES, withPage, type Tail } from "./tail-lines.ts";
import type { Trouble } from "./trouble.ts";

export interface Watch {
  readonly history: History;
  readonly tail: Tail;
  /** Whether the tail goes on. */
  readonly follows: boolean;
  /** Why the last look brought nothing; what is shown is of the last sample. */
  readonly trouble: Trouble | null;
}

/** What a watcher asks and how it waits. */
export interface Senses {
  readonly readStats: typeof readStats;
  readonly readLog: typeof readLog;
  readonly poll: (ask: () => Promise<void>, everyMs: number) => () => void;
  readonly now: () => number;
}

export const LOOK_EVERY_MS = 2_000;

/** Looks while it has a listener, as a store for `useSyncExternalStore`. */
export class Watcher {
  readonly #key: string;
  readonly #senses: Senses;
  readonly #listeners = new Set<() => void>();
  #watch: Watch = { history: NO_HISTORY, tail: NO_TAIL, follows: true, trouble: null };
  #stop: (() => void) | undefined;

  constructor(key: string, senses: Senses) {
    this.#key = key;
    this.#senses = senses;
  }

  readonly watch = (): Watch => this.#watch;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#stop ??= this.#senses.poll(() => this.#look(), LOOK_EVERY_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  };

  /** Lets the tail go on, or stand still so that it can be read. */
  readonly follow = (follows: boolean): void => this.#tell({ follows });

  async #look(): Promise<void> {
    const stats = await this.#senses.readStats(this.#key);
    if (!stats.ok) return this.#tell({ trouble: stats.error });
    const sample = { at: this.#senses.now(), stats: stats.value };
    this.#tell({ history: withSample(this.#watch.history, sample), trouble: null });

    const { tail, follows } = this.#watch;
    const since = follows ? readFrom(tail, stats.value) : null;
    if (since === null) return;
    const page = await this.#senses.readLog(this.#key, since, TAIL_LINES);
    if (!page.ok) return this.#tell({ trouble: page.error });
    // Paused while the page was on its way, or another look brought it: then it is read again later.
    if (!this.#watch.follows || this.#watch.tail !== tail) return;
    this.#tell({ tail: withPage(tail, page.value) });
  }

  #tell(news: Partial<Watch>): void {
    this.#watch = { ...this.#watch, ...news };
    for (const listener of this.#listeners) listener();
  }
}
