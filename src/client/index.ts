// `signal-hub/client`: the feed for a browser, Node, Bun, Deno or a Worker.

export { SignalClient } from "./signal-client.ts";
export type { SignalClientEvents, SignalClientOptions } from "./options.ts";
export type { Connection, Gap, Source, ClientError } from "./events.ts";
export type {
  DisconnectReason,
  TokenReason,
  TransportKind,
} from "./connection/connection-state.ts";
export type { Latency } from "./feed/latency.ts";
export { StoppedError } from "./feed/message-queue.ts";
export type { PageEvent, Platform, Socket } from "./platform/platform.ts";
export { sharedConnection, type SharedConnection } from "./tabs/leader-election.ts";
export type {
  RawNumbers,
  MarketSignal,
  NewSignal,
  OpenSignal,
  SignalData,
  SignalMessage,
  SignalTypes,
  SignalUpdate,
} from "./feed/signals.ts";
export type { FilterRequest } from "../protocol/filter.ts";
