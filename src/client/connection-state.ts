// What a connection can be in, what can happen to it and what it can ask for: the words of the state machine.

import type { CloseCode } from "../protocol/closes.ts";

/** By WebSocket, or by server-sent events where sockets are blocked. */
export type Via = "socket" | "stream";

/** Why a token is asked for. After `refused` the last one was no good, and a stored copy of it won't do. */
export type TokenReason = "connect" | "expiring" | "refused";

/** Why there is no connection at the moment. */
export type Lost = CloseCode | "lost" | "timeout" | "no_token";

/** What is remembered from one try to the next. */
export interface Tries {
  /** Failures since the last connection that lasted. */
  readonly attempt: number;
  /** Whether a token was refused, and another asked for, since the last connection. */
  readonly refused: boolean;
  readonly via: Via;
  /** Tries in a row that ended before a word of the service, for a reason that it didn't give. */
  readonly mute: number;
}

/** Asking for a token; `ask` is the question's own number. */
export interface Asking {
  readonly ask: number;
  readonly until: number;
}

/** What an open connection has to do besides listening. Each has its moment, `until`, Unix milliseconds. */
export type Errand =
  | { readonly kind: "none"; readonly until: number }
  /** Another connection takes this one's place; this one goes when the other is there. */
  | { readonly kind: "move-later"; readonly until: number; readonly via: Via }
  | ({ readonly kind: "move-authorizing"; readonly via: Via } & Asking)
  | {
      readonly kind: "move-connecting";
      readonly via: Via;
      readonly link: number;
      readonly until: number;
    }
  /** A fresh token for this connection. */
  | ({ readonly kind: "renewing"; readonly attempt: number } & Asking)
  | { readonly kind: "renew-later"; readonly until: number; readonly attempt: number };

export interface Connecting {
  readonly at: "connecting";
  readonly tries: Tries;
  readonly link: number;
  readonly until: number;
}

export interface Joined {
  readonly at: "catching-up" | "live";
  readonly tries: Tries;
  readonly link: number;
  readonly via: Via;
  readonly joinedAt: number;
  readonly heardAt: number;
  readonly pingEvery: number;
  /** When the next ping is due; never on a stream, which can't say anything. */
  readonly pingAt: number;
  /** When silence means that the connection is dead; never while nothing was asked of a socket. */
  readonly silentAt: number;
  readonly errand: Errand;
}

export type State =
  | { readonly at: "idle" }
  | ({ readonly at: "authorizing"; readonly tries: Tries } & Asking)
  | Connecting
  | Joined
  | {
      readonly at: "waiting";
      readonly tries: Tries;
      readonly until: number;
      readonly because: Lost;
    }
  | { readonly at: "stopped"; readonly because: CloseCode };

export type Event =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "tick" }
  | { readonly type: "token"; readonly ask: number; readonly token: string }
  | { readonly type: "no-token"; readonly ask: number }
  /** `connected` came. `pingEvery` is in milliseconds. */
  | { readonly type: "joined"; readonly link: number; readonly pingEvery: number }
  /** `live` came. */
  | { readonly type: "caught-up"; readonly link: number }
  | { readonly type: "resubscribed"; readonly link: number }
  | { readonly type: "heard"; readonly link: number }
  | { readonly type: "asked"; readonly link: number }
  | { readonly type: "told-to-move"; readonly link: number; readonly afterMs: number }
  | { readonly type: "expiring"; readonly link: number }
  /** The other side, or the network, ended it; `reason` is that of the close frame. */
  | { readonly type: "closed"; readonly link: number; readonly reason: string }
  /** The caller wants another filter. */
  | { readonly type: "refiltered" }
  /** What the page knows of its network, and that it is in front again. */
  | { readonly type: "online" | "offline" | "returned" };

export type Act =
  | { readonly do: "ask-token"; readonly ask: number; readonly reason: TokenReason }
  | { readonly do: "open"; readonly link: number; readonly via: Via; readonly token: string }
  | { readonly do: "close"; readonly link: number }
  | { readonly do: "ping" | "pong" | "subscribe"; readonly link: number }
  | { readonly do: "auth"; readonly link: number; readonly token: string };

/** What a transition may know besides state and event. */
export interface World {
  /** Unix milliseconds. */
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** A number that no link and no question had before. */
  readonly fresh: number;
  /** Whether another token can be had: a getter was given, not a text. */
  readonly renewable: boolean;
  /** The ways that may be tried, the preferred one first. */
  readonly ways: readonly Via[];
}

export interface Step {
  readonly state: State;
  readonly acts: readonly Act[];
}

export function isJoined(state: State): state is Joined {
  return state.at === "catching-up" || state.at === "live";
}

/** What is to be done, in order; without acts, nothing. */
export function step(state: State, ...acts: readonly Act[]): Step {
  return { state, acts };
}
