// The board's state derived from the client's events, and the hooks for components to read it.

import { createContext, useContext, useSyncExternalStore } from "react";
import type { FilterRequest, OpenSignal, SignalClient } from "../../../client/index.ts";
import { parseCursor } from "../../../protocol/cursor.ts";
import { readPoints } from "./backfill.ts";
import { isOpen, spreadOf } from "./signal-fields.ts";
import { SpreadHistory } from "./spread-history.ts";

/** The board at one moment. */
export interface BoardView {
  /** The signals open to trade, newest first. */
  readonly signals: readonly OpenSignal[];
  /** Whether the snapshot has arrived. Before it, an empty list may be incomplete. */
  readonly loaded: boolean;
  /** `<epoch>:<seq>` of the last message. `null` before the first connection. */
  readonly cursor: string | null;
  /** The last contact with the service, Unix milliseconds by this machine's clock. */
  readonly lastSeenAt: number | null;
}

/** New points between two prunings of the history. It bounds the lines kept for signals no longer known. */
const PRUNE_EVERY = 1_000;

/** Collects the client's events into a view, at most once per animation frame. It is a store for React. */
export class BoardFeed {
  /** The spreads of each signal since before the page was opened. */
  readonly history = new SpreadHistory();
  readonly #client: SignalClient;
  readonly #token: string;
  readonly #listeners = new Set<() => void>();
  #view: BoardView = { signals: [], loaded: false, cursor: null, lastSeenAt: null };
  #lastSeenAt: number | null = null;
  #loaded = false;
  #scheduled = false;
  #addedPoints = 0;

  /** `token` is the user's access token, for the log over HTTP. */
  constructor(client: SignalClient, token: string) {
    this.#client = client;
    this.#token = token;
  }

  /** The current view, another object after each change. */
  readonly view = (): BoardView => this.#view;

  /** Calls `onChange` after each frame with a change, until the returned function is called. */
  readonly subscribe = (onChange: () => void): (() => void) => {
    const stop = this.#listeners.size === 0 ? this.#listen() : () => undefined;
    this.#listeners.add(onChange);
    return () => {
      this.#listeners.delete(onChange);
      if (this.#listeners.size === 0) stop();
    };
  };

  /** A signal, open or closed. `undefined` where the client doesn't know it. */
  signal(key: string): OpenSignal | undefined {
    return this.#client.signal(key);
  }

  /** Changes the subscription's filter. The next snapshot is backfilled from the log again. */
  setFilter(filter: FilterRequest): void {
    this.#client.setFilter(filter);
    this.#loaded = false;
    this.#schedule();
  }

  /** Listens to the client until the returned function is called. */
  #listen(): () => void {
    const abort = new AbortController();
    const { signal } = abort;
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
    return () => abort.abort();
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
    this.#addedPoints += 1;
    if (this.#addedPoints < PRUNE_EVERY) return;
    this.#addedPoints = 0;
    this.history.retainOnly(new Set(this.#client.signals.map((signal) => signal.key)));
  }

  async #backfill(stop: AbortSignal): Promise<void> {
    const cursor = parseCursor(this.#client.cursor ?? "");
    if (cursor === null) return;
    const points = await readPoints(this.#token, this.#client.filter, cursor, stop);
    for (const [key, earlier] of points) this.history.addEarlier(key, earlier);
    this.#schedule();
  }

  /** Updates the view in the next frame. A hidden page has no frames and does no work. */
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
      // The snapshot's spread is the first point of a signal without messages so far.
      const spread = spreadOf(data);
      if (spread !== null) this.history.add(key, { at: ts, spread });
    }
    const { cursor } = this.#client;
    this.#view = { signals, loaded: this.#loaded, cursor, lastSeenAt: this.#lastSeenAt };
    for (const listener of this.#listeners) listener();
  }
}

/** Gives a feed to all components below. */
export const BoardContext = createContext<BoardFeed | null>(null);

/** The feed of the `BoardContext` above. Throws where there is none. */
export function useBoardFeed(): BoardFeed {
  const feed = useContext(BoardContext);
  if (feed === null) throw new Error("Put a <BoardContext> above this component");
  return feed;
}

/** The current view. The component renders again at most once per animation frame. */
export function useBoardView(): BoardView {
  const feed = useBoardFeed();
  return useSyncExternalStore(feed.subscribe, feed.view);
}
