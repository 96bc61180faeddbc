// What a client is made with, and what it tells: the types that its users write against.

import type { FilterRequest } from "../protocol/filter.ts";
import type { Connection, Gap, Source, ClientError } from "./events.ts";
import type { TokenReason } from "./connection/connection-state.ts";
import type { Latency } from "./feed/latency.ts";
import type { Platform } from "./platform/platform.ts";
import type { SharedConnection } from "./tabs/leader-election.ts";
import type {
  NewSignal,
  OpenSignal,
  SignalMessage,
  SignalTypes,
  SignalUpdate,
} from "./feed/signals.ts";

export interface SignalClientOptions {
  /** `wss://signals.example/ws/signals`; in a page also relative to it. */
  readonly url: string | URL;
  /**
   * The access token, or what gets one: called at every connect and before the token runs out. After `refused` the
   * last one was no good, and a stored copy won't do. One that throws is asked again later.
   */
  readonly token: string | ((reason: TokenReason) => string | Promise<string>);
  /** Which signals; all of them unless given. */
  readonly filter?: FilterRequest;
  /** Where to go on from, `<epoch>:<seq>`: a `position` that was kept from before. */
  readonly since?: string;
  /** One connection for all tabs: `tabs(…)`. */
  readonly sharedConnection?: SharedConnection;
  /** Closes the client. */
  readonly signal?: AbortSignal;
  /** The place to run in; the real one unless given. */
  readonly platform?: Platform;
}

/** What `on` takes, and what each handler is given. */
export interface SignalClientEvents<Types = SignalTypes> {
  new_signal: NewSignal<Types>;
  signal_update: SignalUpdate<Types>;
  /** Either of the two. */
  message: SignalMessage<Types>;
  /** The open signals, newest first, after they changed. */
  signals: readonly OpenSignal<Types>[];
  connection: Connection;
  gap: Gap;
  sources: Readonly<Record<string, Source>>;
  /** After each ping. */
  latency: Latency;
  error: ClientError;
}
