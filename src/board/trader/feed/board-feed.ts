// What the page shows of the feed, at most once a frame: between two pictures nobody could see a change.

import type { FilterRequest, OpenSignal, SignalClient } from "../../../client/index.ts";
import { parseCursor } from "../../../protocol/cursor.ts";
import { readPoints } from "./backfill.ts";
import { isOpen, spreadOf } from "./open-signals.ts";
import { SpreadHistory } from "./spread-history.ts";

export interface BoardView {
  /** Open to trade, newest first. */
  readonly signals: readonly OpenSignal[];
  /** Whether the service has told what is open: before, no signal doesn't mean that there is none. */
  readonly loaded: boolean;
  /** `<epoch>:<seq>` of the last message; `null` before the first connection. */
  readonly cursor: string | null;
  /** When the service was last heard of, Unix milliseconds by this machine's clock. */
  readonly lastSeenAt: number | null;
}

/** After so many signals that were never seen again, their lines are forgotten. */
const PRUNE_EVERY = 1_000;

export class BoardFeed {
  readonly history = new SpreadHistory();
  readonly #client: SignalClient;
  readonly #token: string;
  readonly #listeners = new Set<() => void>();
  #view: BoardView = { signals: [], loaded: false, cursor: null, lastSeenAt: null };
  #lastSeenAt: number | null = null;
  #loaded = false;
  #scheduled = false;
  #added = 0;

  constructor(client: SignalClient, token: string) {
    this.#client = client;
    this.#token = token;
  }

  readonly view = (): BoardView => this.#view;

  /** Calls `changed` after each frame in which something changed. The first one in starts the reading. */
  readonly subscribe = (changed: () => void): (() => void) => {
    const stop = this.#listeners.size === 0 ? this.#listen() : () => undefined;
    this.#listeners.add(changed);
    return () => {
      this.#listeners.delete(changed);
      if (this.#listeners.size === 0) stop();
    };
  };

  /** A signal as it is now, open to trade or not any more; `undefined` where the client doesn't know it. */
  signal(key: string): OpenSignal | undefined {
    return this.#client.signal(key);
  }

  /** Other signals; the lines of those that come in begin in the past too. */
  setFilter(filter: FilterRequest): void {
    this.#client.setFilter(filter);
    this.#loaded = false;
    this.#schedule();
  }

  #listen(): () => void {
    const ending = new AbortController();
    const { signal } = ending;
    const client = this.#client;
    client.on("message", ({ key, ts, data }) => this.#record(key, ts, data), { signal });
    client.on("signals", () => this.#onSignals(signal), { signal });
    client.on("latency", () => this.#touch(), { signal });
    client.on("sources", () => this.#touch(), { signal });
    client.on(
      "connection",
      ({ status }) => {
        if (status === "live" || status === "catching-up") this.#touch();
      },
      { signal },
    );
    return () => ending.abort();
  }

  #touch(): void {
    this.#lastSeenAt = Date.now();
    this.#schedule();
  }

  #onSignals(stop: AbortSignal): void {
    this.#touch();
    if (this.#loaded) return;
    this.#loaded = true;
    void this.#backfill(stop);
  }

  #record(key: string, ts: number, data: OpenSignal["data"]): void {
    const spread = spreadOf(data);
    if (spread !== null) this.history.add(key, { at: ts, spread });
    this.#added += 1;
    if (this.#added < PRUNE_EVERY) return;
    this.#added = 0;
    this.history.retainOnly(new Set(this.#client.signals.map((signal) => signal.key)));
  }

  async #backfill(stop: AbortSignal): Promise<void> {
    const cursor = parseCursor(this.#client.cursor ?? "");
    if (cursor === null) return;
    const points = await readPoints(this.#token, this.#client.filter, cursor, stop);
    for (const [key, earlier] of points) this.history.addEarlier(key, earlier);
    this.#schedule();
  }

  /** A page that isn't seen has no frames, and does nothing. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#updateView();
    });
  }

  #updateView(): void {
    const signals = this.#client.signals.filter(isOpen);
    for (const { key, ts, data } of signals) {
      if (this.history.of(key).length > 0) continue;
      // Of the snapshot: its line begins with what it says.
      const spread = spreadOf(data);
      if (spread !== null) this.history.add(key, { at: ts, spread });
    }
    const { cursor } = this.#client;
    this.#view = { signals, loaded: this.#loaded, cursor, lastSeenAt: this.#lastSeenAt };
    for (const listener of this.#listeners) listener();
  }
}
