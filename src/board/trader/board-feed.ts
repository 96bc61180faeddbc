// What the page shows of the feed, at most once a frame: between two pictures nobody could see a change.

import type { FilterRequest, OpenSignal, SignalClient } from "../../client/index.ts";
import { readPosition } from "../../protocol/position.ts";
import { readPoints } from "./backfill.ts";
import { isOpen, spreadOf } from "./open-signals.ts";
import { SpreadHistory } from "./spread-history.ts";

export interface BoardView {
  /** Open to trade, newest first. */
  readonly signals: readonly OpenSignal[];
  /** Whether the service has told what is open: before, no signal doesn't mean that there is none. */
  readonly told: boolean;
  /** `<epoch>:<seq>` of the last message; `null` before the first connection. */
  readonly position: string | null;
  /** When the service was last heard of, Unix milliseconds by this machine's clock. */
  readonly heardAt: number | null;
}

/** After so many signals that were never seen again, their lines are forgotten. */
const FORGET_EVERY = 1_000;

export class BoardFeed {
  readonly history = new SpreadHistory();
  readonly #client: SignalClient;
  readonly #token: string;
  readonly #listeners = new Set<() => void>();
  #view: BoardView = { signals: [], told: false, position: null, heardAt: null };
  #heardAt: number | null = null;
  #told = false;
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
    this.#told = false;
    this.#schedule();
  }

  #listen(): () => void {
    const ending = new AbortController();
    const { signal } = ending;
    const client = this.#client;
    client.on("message", ({ key, ts, data }) => this.#draw(key, ts, data), { signal });
    client.on("signals", () => this.#hearSignals(signal), { signal });
    client.on("latency", () => this.#hear(), { signal });
    client.on("sources", () => this.#hear(), { signal });
    client.on(
      "connection",
      ({ at }) => {
        if (at === "live" || at === "catching-up") this.#hear();
      },
      { signal },
    );
    return () => ending.abort();
  }

  #hear(): void {
    this.#heardAt = Date.now();
    this.#schedule();
  }

  #hearSignals(stop: AbortSignal): void {
    this.#hear();
    if (this.#told) return;
    this.#told = true;
    void this.#lookBack(stop);
  }

  #draw(key: string, ts: number, data: OpenSignal["data"]): void {
    const spread = spreadOf(data);
    if (spread !== null) this.history.add(key, { at: ts, spread });
    this.#added += 1;
    if (this.#added < FORGET_EVERY) return;
    this.#added = 0;
    this.history.keep(new Set(this.#client.signals.map((signal) => signal.key)));
  }

  async #lookBack(stop: AbortSignal): Promise<void> {
    const position = readPosition(this.#client.position ?? "");
    if (position === null) return;
    const points = await readPoints(this.#token, this.#client.filter, position, stop);
    for (const [key, earlier] of points) this.history.addEarlier(key, earlier);
    this.#schedule();
  }

  /** A page that isn't seen has no frames, and does nothing. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#show();
    });
  }

  #show(): void {
    const signals = this.#client.signals.filter(isOpen);
    for (const { key, ts, data } of signals) {
      if (this.history.of(key).length > 0) continue;
      // Of the snapshot: its line begins with what it says.
      const spread = spreadOf(data);
      if (spread !== null) this.history.add(key, { at: ts, spread });
    }
    const { position } = this.#client;
    this.#view = { signals, told: this.#told, position, heardAt: this.#heardAt };
    for (const listener of this.#listeners) listener();
  }
}
