// The client as its user sees it: options in, signals and events out.

/// <reference lib="esnext.disposable" preserve="true" />

import type { FilterRequest } from "../protocol/filter.ts";
import { formatCursor, parseCursor } from "../protocol/cursor.ts";
import { ConnectionManager } from "./connection/connection-manager.ts";
import { connectionOf, type State } from "./connection/connection-state.ts";
import { deadline } from "./connection/transition.ts";
import type { Connection, Source } from "./events.ts";
import { Emitter } from "./feed/emitter.ts";
import { Feed, type FeedEvents, type FeedUpdate } from "./feed/feed.ts";
import type { Latency } from "./feed/latency.ts";
import { queueMessages } from "./feed/message-queue.ts";
import type { OpenSignal, SignalMessage, SignalTypes } from "./feed/signals.ts";
import type { SignalClientEvents, SignalClientOptions } from "./options.ts";
import { thisPlatform, type Platform } from "./platform/platform.ts";
import { Timer } from "./platform/timer.ts";
import type { TabHandle } from "./tabs/shared-connection.ts";
import { filterText, parseUrl } from "./transport/endpoint.ts";

/**
 * A VIP's client. It hands over every message of its filter once and in order, across reconnects, token changes and
 * restarts of the service. The event `gap` reports messages beyond the service's log. `signals` is right even then.
 *
 * @example
 * ```ts
 * import { SignalClient } from "signal-hub/client";
 *
 * const client = new SignalClient({
 *   url: "wss://signals.example.com",
 *   token: async () => (await fetch("/api/token")).text(),
 *   filter: { signal_type: ["funding_rate"] },
 * });
 * client.on("connection", ({ status }) => console.log(status));
 * client.on("new_signal", ({ data, raw }) => console.log(data.coin_name, raw.spread));
 * client.connect();
 * ```
 */
export class SignalClient<Types = SignalTypes> {
  readonly #options: SignalClientOptions;
  readonly #platform: Platform;
  readonly #url: URL;
  readonly #emitter = new Emitter<FeedEvents>();
  readonly #feed: Feed;
  readonly #connection: ConnectionManager;
  /** One timer for both the connection's deadline and the end of a signal. */
  readonly #timer: Timer;
  #unwatch: (() => void) | null = null;
  #tab: TabHandle | null = null;

  /** Connects nothing yet. Throws a `TypeError` for an address, a cursor or a platform it can't use. */
  constructor(options: SignalClientOptions) {
    const { url, token, filter = {}, since, platform = thisPlatform(), signal } = options;
    this.#options = options;
    this.#platform = platform;
    this.#url = parseUrl(url);
    const cursor = since === undefined ? null : parseCursor(since);
    if (since !== undefined && cursor === null) {
      throw new TypeError("since is not a cursor, <epoch>:<seq>");
    }
    const feed = new Feed(this.#emitter, cursor, filter);
    this.#feed = feed;
    this.#connection = new ConnectionManager(
      { url: this.#url, token, platform, feed, filter },
      {
        onState: (state) => this.#onState(state),
        onUpdate: (update) => {
          this.#apply(update);
          this.#armTimer();
        },
        onError: (error) => this.#emitter.emit("error", error),
      },
    );
    this.#timer = new Timer(platform, () => {
      feed.expire(platform.now() + this.#connection.latency.clockOffset);
      this.#connection.dispatch({ type: "tick" });
    });
    signal?.addEventListener("abort", () => this.close());
  }

  /** Connects, and stays connected until `close`. A second call does nothing. After `stopped` it tries again. */
  connect(): this {
    if (this.#options.signal?.aborted === true) return this;
    if (this.#unwatch === null) {
      this.#unwatch = this.#platform.watchPage((type) => this.#connection.dispatch({ type }));
      this.#start();
    } else if (this.#connection.state.status === "stopped")
      this.#connection.dispatch({ type: "start" });
    return this;
  }

  /** Ends the connection. The handlers stay. `connect` resumes at the cursor. */
  close(): void {
    if (this.#unwatch === null) return;
    this.#unwatch();
    this.#unwatch = null;
    this.#stop();
  }

  /** Closes at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Calls `handler` at each event, across all connections. Returns a function that removes the handler. An aborted
   * `signal` removes it too.
   */
  on<Type extends keyof SignalClientEvents<Types>>(
    type: Type,
    handler: (value: SignalClientEvents<Types>[Type]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    // SAFETY: the caller's `Types` describe what the service sends under each signal type.
    return this.#emitter.on(type, handler as (value: unknown) => void, options.signal);
  }

  /**
   * Every message from this call on. The iterator ends when the client closes. It throws a `StoppedError` when the
   * service rejects the client for good.
   */
  messages(
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncIterableIterator<SignalMessage<Types>> {
    return queueMessages<SignalMessage<Types>>(this, options.signal);
  }

  /** The same as `messages()`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<SignalMessage<Types>> {
    return this.messages();
  }

  /** How the client is connected. */
  get connection(): Connection {
    return this.#feed.connection;
  }

  /** The last message handed over, `<epoch>:<seq>`, for the option `since`. `null` before the first connection. */
  get cursor(): string | null {
    const { cursor } = this.#feed;
    return cursor === null ? null : formatCursor(cursor);
  }

  /** The open signals, newest first. The same array until one changes. */
  get signals(): readonly OpenSignal<Types>[] {
    // SAFETY: as in `on`.
    return this.#feed.store.all as unknown as readonly OpenSignal<Types>[];
  }

  /** An open signal by its `key`, or by its `id`. Give the type too where types share ids. */
  signal(id: number | string, signalType?: string): OpenSignal<Types> | undefined {
    // SAFETY: as in `on`.
    return this.#feed.store.get(id, signalType) as OpenSignal<Types> | undefined;
  }

  /** The producers that announced how often they post, by name. */
  get sources(): Readonly<Record<string, Source>> {
    return this.#feed.sources;
  }

  /** The latency measured so far. */
  get latency(): Latency {
    return this.#tab === null ? this.#connection.latency.read() : this.#feed.latency;
  }

  /** The filter asked for last. */
  get filter(): FilterRequest {
    return this.#connection.filter;
  }

  /** Asks for other signals on the open connection. `signals` changes as a whole when the service answers. */
  setFilter(filter: FilterRequest): void {
    if (filterText(filter) === filterText(this.filter)) return;
    // Tabs share a connection by filter, so another filter is another group of tabs.
    const rejoin = this.#options.sharedConnection !== undefined && this.#unwatch !== null;
    if (rejoin) this.#stop();
    this.#connection.setFilter(filter);
    if (rejoin) this.#start();
  }

  #start(): void {
    const { sharedConnection } = this.#options;
    const start = () => this.#connection.dispatch({ type: "start" });
    if (sharedConnection === undefined) return start();
    this.#tab = sharedConnection(`${this.#url.href} ${filterText(this.filter)}`, {
      becomeLeader: start,
      becomeFollower: () => this.#connection.dispatch({ type: "stop" }),
      feed: this.#feed,
      platform: this.#platform,
    });
  }

  #stop(): void {
    this.#tab?.leave();
    this.#tab = null;
    this.#connection.dispatch({ type: "stop" });
  }

  #onState(state: State): void {
    this.#armTimer();
    // The leader's tab says how a follower is connected.
    if (state.status === "idle" && this.#tab !== null) return;
    const value = connectionOf(state);
    if (value.status !== this.connection.status) this.#apply({ kind: "connection", value });
  }

  #apply(update: FeedUpdate): void {
    this.#feed.apply(update);
    this.#tab?.publish(update);
  }

  #armTimer(): void {
    const { state, latency } = this.#connection;
    const nextExpiry = this.#feed.store.nextExpiry - latency.clockOffset;
    this.#timer.set(this.#unwatch === null ? Infinity : Math.min(deadline(state), nextExpiry));
  }
}
