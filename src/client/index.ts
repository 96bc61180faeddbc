// `signal-hub/client`: the feed for a browser, Node, Bun, Deno or a Worker.

export { SignalClient } from "./signal-client.ts";
export type { SignalClientEvents, SignalClientOptions } from "./client-options.ts";
export type { Connection, Gap, Source, Trouble } from "./client-events.ts";
export type { Lost, TokenReason, Via } from "./connection-state.ts";
export type { Latency } from "./latency.ts";
export { StoppedError } from "./message-queue.ts";
export type { PageSign, Platform, Socket } from "./platform.ts";
export { tabs, type Sharing } from "./sharing.ts";
export type {
  Digits,
  MarketSignal,
  NewSignal,
  OpenSignal,
  SignalData,
  SignalMessage,
  SignalTypes,
  SignalUpdate,
} from "./signals.ts";
export type { FilterRequest } from "../protocol/filter.ts";
