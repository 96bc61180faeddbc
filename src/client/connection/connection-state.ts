// What a connection can be in, what can happen to it and what it can ask for: the words of the state machine.

import type { CloseReason } from "../../protocol/close-codes.ts";

/** By WebSocket, or by server-sent events where sockets are blocked. */
export type TransportKind = "socket" | "stream";

/** Why a token is asked for. After `refused` the last one was no good, and a stored copy of it won't do. */
export type TokenReason = "connect" | "expiring" | "refused";

/** Why there is no connection at the moment. */
export type DisconnectReason = CloseReason | "lost" | "timeout" | "no_token";

/** What is remembered from one try to the next. */
export interface RetryState {
  /** Failures since the last connection that lasted. */
  readonly attempt: number;
  /** Whether a token was refused, and another asked for, since the last connection. */
  readonly refused: boolean;
  readonly transport: TransportKind;
  /** Tries in a row that ended before a word of the service, for a reason that it didn't give. */
  readonly silentFailures: number;
}

/** Asking for a token; `ask` is the question's own number. */
export interface TokenRequest {
  readonly requestId: number;
  readonly until: number;
}

/** What an open connection has to do besides listening. Each has its moment, `until`, Unix milliseconds. */
export type BackgroundTask =
  | { readonly kind: "none"; readonly until: number }
  /** Another connection takes this one's place; this one goes when the other is there. */
  | { readonly kind: "handover-later"; readonly until: number; readonly transport: TransportKind }
  | ({ readonly kind: "handover-authorizing"; readonly transport: TransportKind } & TokenRequest)
  | {
      readonly kind: "handover-connecting";
      readonly transport: TransportKind;
      readonly transportId: number;
      readonly until: number;
    }
  /** A fresh token for this connection. */
  | ({ readonly kind: "renewing"; readonly attempt: number } & TokenRequest)
  | { readonly kind: "renew-later"; readonly until: number; readonly attempt: number };

export interface Connecting {
  readonly status: "connecting";
  readonly retry: RetryState;
  readonly transportId: number;
  readonly until: number;
}

export interface Open {
  readonly status: "catching-up" | "live";
  readonly retry: RetryState;
  readonly transportId: number;
  readonly transport: TransportKind;
  readonly connectedAt: number;
  readonly lastSeenAt: number;
  readonly pingIntervalMs: number;
  /** When the next ping is due; never on a stream, which can't say anything. */
  readonly pingAt: number;
  /** When silence means that the connection is dead; never while nothing was asked of a socket. */
  readonly silentAt: number;
  readonly task: BackgroundTask;
}

export type State =
  | { readonly status: "idle" }
  | ({ readonly status: "authorizing"; readonly retry: RetryState } & TokenRequest)
  | Connecting
  | Open
  | {
      readonly status: "waiting";
      readonly retry: RetryState;
      readonly until: number;
      readonly reason: DisconnectReason;
    }
  | { readonly status: "stopped"; readonly reason: CloseReason };

export type Event =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "tick" }
  | { readonly type: "token"; readonly requestId: number; readonly token: string }
  | { readonly type: "no-token"; readonly requestId: number }
  /** `connected` came. `pingEvery` is in milliseconds. */
  | { readonly type: "connected"; readonly transportId: number; readonly pingIntervalMs: number }
  /** `live` came. */
  | { readonly type: "live"; readonly transportId: number }
  | { readonly type: "resubscribed"; readonly transportId: number }
  | { readonly type: "activity"; readonly transportId: number }
  | { readonly type: "ping-received"; readonly transportId: number }
  | { readonly type: "reconnect-requested"; readonly transportId: number; readonly afterMs: number }
  | { readonly type: "expiring"; readonly transportId: number }
  /** The other side, or the network, ended it; `reason` is that of the close frame. */
  | { readonly type: "closed"; readonly transportId: number; readonly reason: string }
  /** The caller wants another filter. */
  | { readonly type: "filter-changed" }
  /** What the page knows of its network, and that it is in front again. */
  | { readonly type: "online" | "offline" | "page-visible" };

export type Effect =
  | { readonly type: "request-token"; readonly requestId: number; readonly reason: TokenReason }
  | {
      readonly type: "open";
      readonly transportId: number;
      readonly transport: TransportKind;
      readonly token: string;
    }
  | { readonly type: "close"; readonly transportId: number }
  | { readonly type: "ping" | "pong" | "subscribe"; readonly transportId: number }
  | { readonly type: "auth"; readonly transportId: number; readonly token: string };

/** What a transition may know besides state and event. */
export interface Env {
  /** Unix milliseconds. */
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** A number that no link and no question had before. */
  readonly nextId: number;
  /** Whether another token can be had: a getter was given, not a text. */
  readonly renewable: boolean;
  /** The ways that may be tried, the preferred one first. */
  readonly transports: readonly TransportKind[];
}

export interface Transition {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function isOpen(state: State): state is Open {
  return state.status === "catching-up" || state.status === "live";
}

/** What is to be done, in order; without acts, nothing. */
export function transitionTo(state: State, ...effects: readonly Effect[]): Transition {
  return { state, effects };
}
