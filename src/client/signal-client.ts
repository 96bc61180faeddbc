// The client: holds the socket and the timer that the connection calls for, and tells what the feed learns.

/// <reference lib="esnext.disposable" preserve="true" />

import { authFrame, subscribeFrame } from "../protocol/client-frames.ts";
import type { FilterRequest } from "../protocol/filter.ts";
import { formatPosition, readPosition } from "../protocol/position.ts";
import { PING_FRAME, PONG_FRAME } from "../protocol/server-frames.ts";
import { connectionOf, type Connection, type Source } from "./client-events.ts";
import type { SignalClientEvents, SignalClientOptions } from "./client-options.ts";
import { doorUrl, readUrl, waysOf } from "./door.ts";
import { deadline, transition } from "./connection.ts";
import type { Act, Event, State, TokenReason, Via } from "./connection-state.ts";
import { Emitter } from "./emitter.ts";
import { Feed, type Change, type FeedEvents } from "./feed.ts";
import { filterText, Intake, type Ear } from "./intake.ts";
import { LatencyMeter, type Latency } from "./latency.ts";
import type { Link } from "./link.ts";
import { queueMessages } from "./message-queue.ts";
import { OneTimer } from "./one-timer.ts";
import { thisPlatform, type Platform } from "./platform.ts";
import type { Membership } from "./sharing.ts";
import type { OpenSignal, SignalMessage, SignalTypes } from "./signals.ts";
import { openSocket } from "./socket-link.ts";
import { openStream } from "./stream-link.ts";

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
  readonly #links = new Map<number, { readonly link: Link; readonly intake: Intake }>();
  readonly #ways: readonly Via[];
  #filter: FilterRequest;
  #state: State = { at: "idle" };
  #fresh = 0;
  #pingedAt = 0;
  readonly #timer: OneTimer;
  #unwatch: (() => void) | null = null;
  #membership: Membership | null = null;

  constructor(options: SignalClientOptions) {
    const { url, filter = {}, since, platform = thisPlatform(), signal } = options;
    this.#options = options;
    this.#platform = platform;
    this.#timer = new OneTimer(platform, () => this.#ring());
    this.#url = readUrl(url);
    this.#ways = waysOf(platform, this.#url);
    this.#filter = filter;
    const position = since === undefined ? null : readPosition(since);
    if (since !== undefined && position === null) {
      throw new TypeError("since is not a position, <epoch>:<seq>");
    }
    this.#feed = new Feed(this.#emitter, position, filter);
    signal?.addEventListener("abort", () => this.close());
  }

  /** Connects, and stays connected until `close`. Once is enough; after `stopped` it tries again. */
  connect(): this {
    if (this.#options.signal?.aborted === true) return this;
    if (this.#unwatch === null) {
      this.#unwatch = this.#platform.watchPage((type) => this.#dispatch({ type }));
      this.#join();
    } else if (this.#state.at === "stopped") this.#dispatch({ type: "start" });
    return this;
  }

  /** Ends the connection. Handlers stay; `connect` goes on where it stopped. */
  close(): void {
    if (this.#unwatch === null) return;
    this.#unwatch();
    this.#unwatch = null;
    this.#leave();
    if (this.connection.at !== "idle") this.#change({ kind: "connection", value: { at: "idle" } });
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
  get position(): string | null {
    const { position } = this.#feed;
    return position === null ? null : formatPosition(position);
  }

  /** The open signals, newest first. The same array until one changes. */
  get signals(): readonly OpenSignal<Types>[] {
    // SAFETY: as in `on`.
    return this.#feed.book.list as unknown as readonly OpenSignal<Types>[];
  }

  /** An open signal, by its `id` (and its type, where types share ids) or by its `key`. */
  signal(id: number | string, signalType?: string): OpenSignal<Types> | undefined {
    // SAFETY: as in `on`.
    return this.#feed.book.find(id, signalType) as OpenSignal<Types> | undefined;
  }

  /** The producers that said how often they post. */
  get sources(): Readonly<Record<string, Source>> {
    return this.#feed.sources;
  }

  get latency(): Latency {
    return this.#membership === null ? this.#meter.read() : this.#feed.latency;
  }

  get filter(): FilterRequest {
    return this.#filter;
  }

  /** Other signals: `signals` is replaced as soon as the service has told which. */
  setFilter(filter: FilterRequest): void {
    if (filterText(filter) === filterText(this.#filter)) return;
    this.#filter = filter;
    if (this.#options.share === undefined) this.#dispatch({ type: "refiltered" });
    else if (this.#unwatch !== null) {
      this.#leave();
      this.#join();
    }
  }

  // Alone, or as one of several tabs

  #join(): void {
    const { share } = this.#options;
    if (share === undefined) return this.#dispatch({ type: "start" });
    this.#membership = share(`${this.#url.href} ${filterText(this.#filter)}`, {
      lead: () => this.#dispatch({ type: "start" }),
      follow: () => this.#dispatch({ type: "stop" }),
      feed: this.#feed,
      platform: this.#platform,
    });
  }

  #leave(): void {
    this.#membership?.leave();
    this.#membership = null;
    this.#dispatch({ type: "stop" });
  }

  #change(change: Change): void {
    this.#feed.apply(change);
    this.#membership?.post(change);
  }

  // The connection

  #dispatch(event: Event): void {
    const before = this.#state;
    this.#fresh += 1;
    const { state, acts } = transition(before, event, {
      now: this.#platform.now(),
      random: this.#platform.random(),
      fresh: this.#fresh,
      renewable: typeof this.#options.token === "function",
      ways: this.#ways,
    });
    this.#state = state;
    for (const act of acts) this.#do(act);
    this.#arm();
    // An act may have brought the next event about; and a tab that follows is told by the one that leads.
    if (this.#state !== state || (state.at === "idle" && this.#membership !== null)) return;
    const value = connectionOf(state);
    if (value.at !== this.connection.at) this.#change({ kind: "connection", value });
  }

  #do(act: Act): void {
    switch (act.do) {
      case "ask-token":
        void this.#askToken(act.ask, act.reason);
        break;
      case "open":
        this.#open(act.link, act.via, act.token);
        break;
      case "close":
        this.#links.get(act.link)?.link.close();
        this.#links.delete(act.link);
        break;
      case "ping":
        this.#pingedAt = this.#platform.now();
        this.#send(act.link, PING_FRAME);
        break;
      case "pong":
        this.#send(act.link, PONG_FRAME);
        break;
      case "auth":
        this.#send(act.link, authFrame(act.token));
        break;
      case "subscribe":
        this.#links.get(act.link)?.intake.subscribing(this.#filter);
        this.#send(act.link, subscribeFrame(this.#filter));
        break;
    }
  }

  #send(link: number, text: string): void {
    this.#links.get(link)?.link.send(text);
  }

  async #askToken(ask: number, reason: TokenReason): Promise<void> {
    const { token } = this.#options;
    try {
      const given = typeof token === "string" ? token : await token(reason);
      // A JWT always is a token of RFC 9110 section 5.6.2, which a sub-protocol must be.
      if (!/^[\w.-]+$/.test(given)) throw new TypeError("the token is not a JWT");
      this.#dispatch({ type: "token", ask, token: given });
    } catch (cause) {
      this.#emitter.emit("trouble", { code: "no_token", message: "No token could be had", cause });
      this.#dispatch({ type: "no-token", ask });
    }
  }

  #open(id: number, via: Via, token: string): void {
    const { position, filter: known } = this.#feed;
    const filter = this.#filter;
    const same = filterText(filter) === filterText(known);
    const since = same ? position : null;
    // Also where another connection still serves: what is on its way there is lost when this one takes over.
    const gap = position === null || same ? null : "filter_changed";
    const intake = new Intake(id, this.#earOf(), filter, since, gap);
    const listener = {
      text: (text: string) => {
        if (this.#links.has(id)) intake.take(text);
      },
      closed: (reason: string) => {
        if (this.#links.delete(id)) this.#dispatch({ type: "closed", link: id, reason });
      },
    };
    const door = { url: doorUrl(this.#url, via, filter, since), token };
    const open = via === "socket" ? openSocket : openStream;
    try {
      this.#links.set(id, { link: open(door, this.#platform, listener), intake });
    } catch {
      // A platform that forbids the address throws at once.
      this.#dispatch({ type: "closed", link: id, reason: "" });
    }
  }

  #earOf(): Ear {
    return {
      event: (event) => this.#dispatch(event),
      change: (change) => this.#receive(change),
      trouble: (trouble) => this.#emitter.emit("trouble", trouble),
      greeted: (serverTime) => this.#meter.greeted(serverTime, this.#platform.now()),
      answered: () => {
        this.#meter.answered(this.#platform.now() - this.#pingedAt);
        this.#change({ kind: "latency", value: this.#meter.read() });
      },
    };
  }

  #receive(change: Change): void {
    if (change.kind === "messages") {
      const now = this.#platform.now();
      for (const { replayed, ts } of change.messages) if (!replayed) this.#meter.arrived(ts, now);
    }
    this.#change(change);
    this.#arm();
  }

  // The timer

  /** One timer, for whatever is due first: the connection's deadline, or the end of a signal. */
  #arm(): void {
    const ends = this.#feed.book.soonestEnd - this.#meter.serverAhead;
    this.#timer.set(this.#unwatch === null ? Infinity : Math.min(deadline(this.#state), ends));
  }

  #ring(): void {
    this.#feed.expire(this.#platform.now() + this.#meter.serverAhead);
    this.#dispatch({ type: "tick" });
  }
}
