// The client: holds the socket and the timer that the connection calls for, and tells what the feed learns.

/// <reference lib="esnext.disposable" preserve="true" />

import { authFrame, subscribeFrame } from "../protocol/client-messages.ts";
import type { FilterRequest } from "../protocol/filter.ts";
import { formatCursor, parseCursor } from "../protocol/cursor.ts";
import { PING_FRAME, PONG_FRAME } from "../protocol/server-messages.ts";
import { connectionOf, type Connection, type Source } from "./events.ts";
import type { SignalClientEvents, SignalClientOptions } from "./options.ts";
import { connectUrl, parseUrl, availableTransports } from "./transport/endpoint.ts";
import { deadline, transition } from "./connection/transition.ts";
import type {
  Effect,
  Event,
  State,
  TokenReason,
  TransportKind,
} from "./connection/connection-state.ts";
import { Emitter } from "./feed/emitter.ts";
import { Feed, type FeedUpdate, type FeedEvents } from "./feed/feed.ts";
import { filterText, MessageDecoder, type DecoderHandlers } from "./feed/message-decoder.ts";
import { LatencyMeter, type Latency } from "./feed/latency.ts";
import type { Transport } from "./transport/transport.ts";
import { queueMessages } from "./feed/message-queue.ts";
import { Timer } from "./platform/timer.ts";
import { thisPlatform, type Platform } from "./platform/platform.ts";
import type { TabHandle } from "./tabs/leader-election.ts";
import type { OpenSignal, SignalMessage, SignalTypes } from "./feed/signals.ts";
import { openWebSocket } from "./transport/websocket-transport.ts";
import { openSse } from "./transport/sse-transport.ts";

/**
 * A VIP's side of the feed. Every message that the filter lets through is handed over once, in order, across
 * reconnects, token changes and restarts of the service, for as long as the service's log covers the gap; where it
 * doesn't, `gap` says so and `signals` is right all the same.
 */
export class SignalClient<Types = SignalTypes> {
  readonly #options: SignalClientOptions;
  readonly #platform: Platform;
  readonly #url: URL;
  readonly #emitter = new Emitter<FeedEvents>();
  readonly #feed: Feed;
  readonly #meter = new LatencyMeter();
  readonly #transports = new Map<
    number,
    { readonly transport: Transport; readonly decoder: MessageDecoder }
  >();
  readonly #transportKinds: readonly TransportKind[];
  #filter: FilterRequest;
  #state: State = { status: "idle" };
  #lastId = 0;
  #pingedAt = 0;
  readonly #timer: Timer;
  #unwatch: (() => void) | null = null;
  #tab: TabHandle | null = null;

  constructor(options: SignalClientOptions) {
    const { url, filter = {}, since, platform = thisPlatform(), signal } = options;
    this.#options = options;
    this.#platform = platform;
    this.#timer = new Timer(platform, () => this.#onTimer());
    this.#url = parseUrl(url);
    this.#transportKinds = availableTransports(platform, this.#url);
    this.#filter = filter;
    const cursor = since === undefined ? null : parseCursor(since);
    if (since !== undefined && cursor === null) {
      throw new TypeError("since is not a cursor, <epoch>:<seq>");
    }
    this.#feed = new Feed(this.#emitter, cursor, filter);
    signal?.addEventListener("abort", () => this.close());
  }

  /** Connects, and stays connected until `close`. Once is enough; after `stopped` it tries again. */
  connect(): this {
    if (this.#options.signal?.aborted === true) return this;
    if (this.#unwatch === null) {
      this.#unwatch = this.#platform.watchPage((type) => this.#dispatch({ type }));
      this.#start();
    } else if (this.#state.status === "stopped") this.#dispatch({ type: "start" });
    return this;
  }

  /** Ends the connection. Handlers stay; `connect` goes on where it stopped. */
  close(): void {
    if (this.#unwatch === null) return;
    this.#unwatch();
    this.#unwatch = null;
    this.#stop();
    if (this.connection.status !== "idle")
      this.#apply({ kind: "connection", value: { status: "idle" } });
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Calls `handler` at each event, whatever connection it comes by. Returns what ends that. */
  on<Type extends keyof SignalClientEvents<Types>>(
    type: Type,
    handler: (value: SignalClientEvents<Types>[Type]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    // SAFETY: what the service sends under a signal type is what the caller's `Types` say of it.
    return this.#emitter.on(type, handler as (value: unknown) => void, options.signal);
  }

  /** Every message from now on, until the client is closed or stops; in the second case it throws. */
  messages(
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncIterableIterator<SignalMessage<Types>> {
    return queueMessages<SignalMessage<Types>>(this, options.signal);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<SignalMessage<Types>> {
    return this.messages();
  }

  get connection(): Connection {
    return this.#feed.connection;
  }

  /** The last message handed over, `<epoch>:<seq>`: what `since` takes. `null` before the first connection. */
  get cursor(): string | null {
    const { cursor } = this.#feed;
    return cursor === null ? null : formatCursor(cursor);
  }

  /** The open signals, newest first. The same array until one changes. */
  get signals(): readonly OpenSignal<Types>[] {
    // SAFETY: as in `on`.
    return this.#feed.store.all as unknown as readonly OpenSignal<Types>[];
  }

  /** An open signal, by its `id` (and its type, where types share ids) or by its `key`. */
  signal(id: number | string, signalType?: string): OpenSignal<Types> | undefined {
    // SAFETY: as in `on`.
    return this.#feed.store.get(id, signalType) as OpenSignal<Types> | undefined;
  }

  /** The producers that said how often they post. */
  get sources(): Readonly<Record<string, Source>> {
    return this.#feed.sources;
  }

  get latency(): Latency {
    return this.#tab === null ? this.#meter.read() : this.#feed.latency;
  }

  get filter(): FilterRequest {
    return this.#filter;
  }

  /** Other signals: `signals` is replaced as soon as the service has told which. */
  setFilter(filter: FilterRequest): void {
    if (filterText(filter) === filterText(this.#filter)) return;
    this.#filter = filter;
    if (this.#options.sharedConnection === undefined) this.#dispatch({ type: "filter-changed" });
    else if (this.#unwatch !== null) {
      this.#stop();
      this.#start();
    }
  }

  // Alone, or as one of several tabs

  #start(): void {
    const { sharedConnection } = this.#options;
    if (sharedConnection === undefined) return this.#dispatch({ type: "start" });
    this.#tab = sharedConnection(`${this.#url.href} ${filterText(this.#filter)}`, {
      becomeLeader: () => this.#dispatch({ type: "start" }),
      becomeFollower: () => this.#dispatch({ type: "stop" }),
      feed: this.#feed,
      platform: this.#platform,
    });
  }

  #stop(): void {
    this.#tab?.leave();
    this.#tab = null;
    this.#dispatch({ type: "stop" });
  }

  #apply(update: FeedUpdate): void {
    this.#feed.apply(update);
    this.#tab?.publish(update);
  }

  // The connection

  #dispatch(event: Event): void {
    const before = this.#state;
    this.#lastId += 1;
    const { state, effects } = transition(before, event, {
      now: this.#platform.now(),
      random: this.#platform.random(),
      nextId: this.#lastId,
      renewable: typeof this.#options.token === "function",
      transports: this.#transportKinds,
    });
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    this.#armTimer();
    // An act may have brought the next event about; and a tab that follows is told by the one that leads.
    if (this.#state !== state || (state.status === "idle" && this.#tab !== null)) return;
    const value = connectionOf(state);
    if (value.status !== this.connection.status) this.#apply({ kind: "connection", value });
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case "request-token":
        void this.#requestToken(effect.requestId, effect.reason);
        break;
      case "open":
        this.#open(effect.transportId, effect.transport, effect.token);
        break;
      case "close":
        this.#transports.get(effect.transportId)?.transport.close();
        this.#transports.delete(effect.transportId);
        break;
      case "ping":
        this.#pingedAt = this.#platform.now();
        this.#send(effect.transportId, PING_FRAME);
        break;
      case "pong":
        this.#send(effect.transportId, PONG_FRAME);
        break;
      case "auth":
        this.#send(effect.transportId, authFrame(effect.token));
        break;
      case "subscribe":
        this.#transports.get(effect.transportId)?.decoder.onSubscribe(this.#filter);
        this.#send(effect.transportId, subscribeFrame(this.#filter));
        break;
    }
  }

  #send(transportId: number, text: string): void {
    this.#transports.get(transportId)?.transport.send(text);
  }

  async #requestToken(requestId: number, reason: TokenReason): Promise<void> {
    const { token } = this.#options;
    try {
      const accessToken = typeof token === "string" ? token : await token(reason);
      // A JWT always is a token of RFC 9110 section 5.6.2, which a sub-protocol must be.
      if (!/^[\w.-]+$/.test(accessToken)) throw new TypeError("the token is not a JWT");
      this.#dispatch({ type: "token", requestId, token: accessToken });
    } catch (cause) {
      this.#emitter.emit("error", { code: "no_token", message: "No token could be had", cause });
      this.#dispatch({ type: "no-token", requestId });
    }
  }

  #open(id: number, transport: TransportKind, token: string): void {
    const { cursor, filter: feedFilter } = this.#feed;
    const filter = this.#filter;
    const same = filterText(filter) === filterText(feedFilter);
    const since = same ? cursor : null;
    // Also where another connection still serves: what is on its way there is lost when this one takes over.
    const gap = cursor === null || same ? null : "filter_changed";
    const decoder = new MessageDecoder(id, this.#decoderHandlers(), filter, since, gap);
    const listener = {
      onText: (text: string) => {
        if (this.#transports.has(id)) decoder.onText(text);
      },
      onClosed: (reason: string) => {
        if (this.#transports.delete(id))
          this.#dispatch({ type: "closed", transportId: id, reason });
      },
    };
    const endpoint = { url: connectUrl(this.#url, transport, filter, since), token };
    const open = transport === "socket" ? openWebSocket : openSse;
    try {
      this.#transports.set(id, { transport: open(endpoint, this.#platform, listener), decoder });
    } catch {
      // A platform that forbids the address throws at once.
      this.#dispatch({ type: "closed", transportId: id, reason: "" });
    }
  }

  #decoderHandlers(): DecoderHandlers {
    return {
      onEvent: (event) => this.#dispatch(event),
      onUpdate: (update) => this.#onUpdate(update),
      onError: (error) => this.#emitter.emit("error", error),
      onServerTime: (serverTime) => this.#meter.onServerTime(serverTime, this.#platform.now()),
      onPong: () => {
        this.#meter.onPong(this.#platform.now() - this.#pingedAt);
        this.#apply({ kind: "latency", value: this.#meter.read() });
      },
    };
  }

  #onUpdate(update: FeedUpdate): void {
    if (update.kind === "messages") {
      const now = this.#platform.now();
      for (const { replayed, ts } of update.messages) if (!replayed) this.#meter.onMessage(ts, now);
    }
    this.#apply(update);
    this.#armTimer();
  }

  // The timer

  /** One timer, for whatever is due first: the connection's deadline, or the end of a signal. */
  #armTimer(): void {
    const nextExpiry = this.#feed.store.nextExpiry - this.#meter.clockOffset;
    this.#timer.set(
      this.#unwatch === null ? Infinity : Math.min(deadline(this.#state), nextExpiry),
    );
  }

  #onTimer(): void {
    this.#feed.expire(this.#platform.now() + this.#meter.clockOffset);
    this.#dispatch({ type: "tick" });
  }
}
