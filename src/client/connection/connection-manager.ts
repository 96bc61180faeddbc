// Runs the state machine. It holds the transports and requests the tokens, and decides nothing itself.

import { transition } from "./transition.ts";
import { authFrame, subscribeFrame } from "../../protocol/client-messages.ts";
import type { FilterRequest } from "../../protocol/filter.ts";
import { PING_FRAME, PONG_FRAME } from "../../protocol/server-messages.ts";
import type { ClientError, TokenReason } from "../events.ts";
import type { Feed, FeedUpdate } from "../feed/feed.ts";
import { LatencyMeter } from "../feed/latency.ts";
import type { Platform } from "../platform/platform.ts";
import { availableTransports, connectUrl, filterText } from "../transport/endpoint.ts";
import { openSse } from "../transport/sse-transport.ts";
import type { Transport, TransportKind } from "../transport/transport.ts";
import { openWebSocket } from "../transport/websocket-transport.ts";
import type { Effect, Event, State } from "./connection-state.ts";
import { MessageDecoder } from "./message-decoder.ts";

/** The address, the token and the surroundings of a connection. */
export interface ConnectionOptions {
  readonly url: URL;
  readonly token: string | ((reason: TokenReason) => string | Promise<string>);
  readonly platform: Platform;
  readonly feed: Feed;
  readonly filter: FilterRequest;
}

/** Receives the results of a connection. */
export interface ConnectionListener {
  /** The state after each event. The effects of the event have run. */
  readonly onState: (state: State) => void;
  readonly onUpdate: (update: FeedUpdate) => void;
  readonly onError: (error: ClientError) => void;
}

/** One connection across all its reconnects. It connects at `start` and stays connected until `stop`. */
export class ConnectionManager {
  readonly latency = new LatencyMeter();
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #transportKinds: readonly TransportKind[];
  readonly #transports = new Map<
    number,
    { readonly transport: Transport; readonly decoder: MessageDecoder }
  >();
  #filter: FilterRequest;
  #state: State = { status: "idle" };
  #lastId = 0;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#transportKinds = availableTransports(options.platform, options.url);
    this.#filter = options.filter;
  }

  /** The filter of the next connection, and of the open one once the service confirmed it. */
  get filter(): FilterRequest {
    return this.#filter;
  }

  /** Asks for other signals, on the open connection where there is one. */
  setFilter(filter: FilterRequest): void {
    this.#filter = filter;
    this.dispatch({ type: "filter-changed" });
  }

  /** The state after the last event. */
  get state(): State {
    return this.#state;
  }

  /** Brings one event into the state machine and runs its effects. */
  dispatch(event: Event): void {
    const { platform, token } = this.#options;
    this.#lastId += 1;
    const { state, effects } = transition(this.#state, event, {
      now: platform.now(),
      random: platform.random(),
      nextId: this.#lastId,
      renewable: typeof token === "function",
      transports: this.#transportKinds,
    });
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    // An effect may have dispatched the next event already.
    if (this.#state === state) this.#listener.onState(state);
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
        this.latency.onPing(this.#options.platform.now());
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
      // A subprotocol is a token of RFC 9110 section 5.6.2. The characters of a JWT are among those of one.
      if (!/^[\w.-]+$/.test(accessToken)) throw new TypeError("the token is not a JWT");
      this.dispatch({ type: "token", requestId, token: accessToken });
    } catch (cause) {
      this.#listener.onError({ code: "no_token", message: "No token could be had", cause });
      this.dispatch({ type: "no-token", requestId });
    }
  }

  #open(transportId: number, kind: TransportKind, token: string): void {
    const { platform, url, feed } = this.#options;
    const filter = this.#filter;
    const sameFilter = filterText(filter) === filterText(feed.filter);
    const since = sameFilter ? feed.cursor : null;
    // A cursor belongs to its filter. In a handover this also covers frames on their way to the old connection.
    const gap = feed.cursor === null || sameFilter ? null : "filter_changed";
    const decoder = new MessageDecoder({ filter, since, gap }, platform, this.latency, {
      ...this.#listener,
      onEvent: (event) => this.dispatch({ ...event, transportId }),
    });
    const listener = {
      onText: (text: string) => {
        if (this.#transports.has(transportId)) decoder.onText(text);
      },
      onClosed: (reason: string) => {
        if (this.#transports.delete(transportId))
          this.dispatch({ type: "closed", transportId, reason });
      },
    };
    const endpoint = { url: connectUrl(url, kind, filter, since), token };
    const open = kind === "socket" ? openWebSocket : openSse;
    try {
      this.#transports.set(transportId, {
        transport: open(endpoint, platform, listener),
        decoder,
      });
    } catch {
      // The platform forbids the address.
      this.dispatch({ type: "closed", transportId, reason: "" });
    }
  }
}
