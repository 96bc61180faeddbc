// `signal-hub/client`: the feed for a browser, Node, Bun, Deno or a Worker.

export { SignalClient } from "./signal-client.ts";
export type { SignalClientEvents, SignalClientOptions } from "./options.ts";
export type {
  ClientError,
  Connection,
  DisconnectReason,
  Gap,
  Source,
  TokenReason,
} from "./events.ts";
export type { TransportKind } from "./transport/transport.ts";
export type { Latency } from "./feed/latency.ts";
export { StoppedError } from "./feed/message-queue.ts";
export type {
  MarketSignal,
  NewSignal,
  OpenSignal,
  RawNumbers,
  SignalData,
  SignalMessage,
  SignalTypes,
  SignalUpdate,
} from "./feed/signals.ts";
export type { PageEvent, Platform, Socket } from "./platform/platform.ts";
export { sharedConnection, type SharedConnection } from "./tabs/shared-connection.ts";
export type { CloseReason } from "../protocol/close-codes.ts";
export type { Cursor } from "../protocol/cursor.ts";
export type { FilterRequest } from "../protocol/filter.ts";
