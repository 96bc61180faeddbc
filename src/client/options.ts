// The options of a client and the events it emits.

import type { FilterRequest } from "../protocol/filter.ts";
import type { Connection, Gap, Source, ClientError, TokenReason } from "./events.ts";
import type { Latency } from "./feed/latency.ts";
import type {
  NewSignal,
  OpenSignal,
  SignalMessage,
  SignalTypes,
  SignalUpdate,
} from "./feed/signals.ts";
import type { Platform } from "./platform/platform.ts";
import type { SharedConnection } from "./tabs/shared-connection.ts";

/**
 * The options of a client.
 *
 * @example
 * ```ts
 * import { SignalClient, type SignalClientOptions } from "signal-hub/client";
 *
 * const options: SignalClientOptions = {
 *   url: "wss://signals.example.com",
 *   token: async () => (await fetch("/api/token")).text(),
 *   filter: { coin_name: ["BTC", "ETH"], min_spread: "0.005" },
 *   since: localStorage.getItem("cursor") ?? undefined,
 * };
 * new SignalClient(options).connect();
 * ```
 */
export interface SignalClientOptions {
  /** `wss://signals.example.com/ws/signals`. The path may be left out. A page may give a relative address. */
  readonly url: string | URL;
  /**
   * The access token, or a function for it. The function is called before every connection and before the token
   * expires. After an error it is called again later.
   */
  readonly token: string | ((reason: TokenReason) => string | Promise<string>);
  /** The signals of interest. By default all of them. */
  readonly filter?: FilterRequest | undefined;
  /** The cursor to resume from, `<epoch>:<seq>`. Keep `client.cursor` for it. */
  readonly since?: string | undefined;
  /** One connection for all tabs of a browser, by `sharedConnection(name)`. */
  readonly sharedConnection?: SharedConnection | undefined;
  /** Closes the client when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** The runtime. By default the real one. */
  readonly platform?: Platform | undefined;
}

/**
 * The events of a client and the argument of each handler.
 *
 * @example
 * ```ts
 * import { SignalClient, type SignalClientEvents } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 *
 * function log<Type extends keyof SignalClientEvents>(type: Type): void {
 *   client.on(type, (value) => console.log(type, value));
 * }
 *
 * log("connection");
 * log("gap");
 * ```
 */
export interface SignalClientEvents<Types = SignalTypes> {
  /** A signal opened, or entered the filter. */
  new_signal: NewSignal<Types>;
  /** A signal changed. */
  signal_update: SignalUpdate<Types>;
  /** Each of the two above. */
  message: SignalMessage<Types>;
  /** The open signals after a change, newest first. */
  signals: readonly OpenSignal<Types>[];
  /** How the client is connected, at each change. */
  connection: Connection;
  /** Messages were lost. */
  gap: Gap;
  /** The producers, at each change. */
  sources: Readonly<Record<string, Source>>;
  /** The measured latency, after each ping. */
  latency: Latency;
  /** An error during a connection. The connection stays open. */
  error: ClientError;
}
