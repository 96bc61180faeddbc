// The types of the state machine. Events change the state of a connection, and each change asks for effects.

import type { CloseReason } from "../../protocol/close-codes.ts";
import type { Connection, DisconnectReason, TokenReason } from "../events.ts";
import type { TransportKind } from "../transport/transport.ts";

/** The memory of the attempts since the last healthy connection. */
export interface RetryState {
  /** Failures since the last healthy connection. */
  readonly attempt: number;
  /** Whether a token was rejected, and another requested, since the last connection. */
  readonly refused: boolean;
  readonly transport: TransportKind;
  /** Consecutive failures before `connected`, without a close reason. */
  readonly silentFailures: number;
}

/** A request for a token. It has failed at `until`, Unix milliseconds. */
export interface TokenRequest {
  readonly requestId: number;
  readonly until: number;
}

/** The work of an open connection besides receiving. Each step is due at `until`, Unix milliseconds. */
export type BackgroundTask =
  | { readonly kind: "none"; readonly until: number }
  /** A handover: another connection opens, and this one closes once the other is connected. */
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

/** A transport opens, and `connected` hasn't come yet. The attempt has failed at `until`, Unix milliseconds. */
export interface Connecting {
  readonly status: "connecting";
  readonly retry: RetryState;
  readonly transportId: number;
  readonly until: number;
}

/** A connection after `connected`. All its moments are Unix milliseconds. */
export interface Open {
  readonly status: "catching-up" | "live";
  readonly retry: RetryState;
  readonly transportId: number;
  readonly transport: TransportKind;
  readonly connectedAt: number;
  readonly lastSeenAt: number;
  readonly pingIntervalMs: number;
  /** The next ping. `Infinity` on a stream, because a stream can't send. */
  readonly pingAt: number;
  /** The connection is dead if nothing comes until then. `Infinity` on a socket without an open ping. */
  readonly silentAt: number;
  readonly task: BackgroundTask;
}

/** Everything the client knows about its connection. */
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

/** Frames about the connection, under their names on the wire. `activity` stands for any frame. */
export type ServerEvent =
  | { readonly type: "connected"; readonly ping_interval_ms: number }
  | { readonly type: "live" | "subscribed" | "ping" | "token_expiring" | "activity" }
  | { readonly type: "reconnect"; readonly after_ms: number };

/** An input of the state machine. */
export type Event =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "tick" }
  | { readonly type: "token"; readonly requestId: number; readonly token: string }
  | { readonly type: "no-token"; readonly requestId: number }
  | (ServerEvent & { readonly transportId: number })
  /** The service or the network ended a transport. `reason` is the text of the close frame. */
  | { readonly type: "closed"; readonly transportId: number; readonly reason: string }
  /** The user asked for another filter. */
  | { readonly type: "filter-changed" }
  /** The page's network changed, or the page came to the front. */
  | { readonly type: "online" | "offline" | "page-visible" };

/** A side effect for the connection manager to run. */
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

/** Time, chance and surroundings of one transition. */
export interface Env {
  /** Unix milliseconds. */
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** A new id for a transport or a token request. */
  readonly nextId: number;
  /** Whether another token can be had. It can't where the user gave a text instead of a function. */
  readonly renewable: boolean;
  /** The transports of the platform, the preferred one first. */
  readonly transports: readonly TransportKind[];
}

/** The next state and its effects, in order. */
export interface Transition {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** Whether a connection is open. */
export function isOpen(state: State): state is Open {
  return state.status === "catching-up" || state.status === "live";
}

/** A transition with these effects, in order. */
export function transitionTo(state: State, ...effects: readonly Effect[]): Transition {
  return { state, effects };
}

/** The public part of the state. */
export function connectionOf(state: State): Connection {
  switch (state.status) {
    case "idle":
    case "stopped":
      return state;
    case "authorizing":
    case "connecting":
      return { status: "connecting", attempt: state.retry.attempt };
    case "catching-up":
      return { status: "catching-up", transport: state.transport };
    case "live":
      return { status: "live", transport: state.transport, since: state.connectedAt };
    case "waiting": {
      const { retry, until, reason } = state;
      return { status: "waiting", attempt: retry.attempt, until, reason };
    }
  }
}
