// What a client tells its user besides signals: how it is connected, what it missed, who posts.

import type { CloseReason } from "../protocol/close-codes.ts";
import type { Cursor } from "../protocol/cursor.ts";
import type { ResumeFailure, SourceState } from "../protocol/server-messages.ts";
import type { DisconnectReason, State, TransportKind } from "./connection/connection-state.ts";

/** How the client is connected. Only `live` is live. */
export type Connection =
  | { readonly status: "idle" }
  /** `attempt` counts the failures since the last connection that lasted. */
  | { readonly status: "connecting"; readonly attempt: number }
  /** Connected, and being told what was missed or what is open. */
  | { readonly status: "catching-up"; readonly transport: TransportKind }
  /** What happens is told as it happens; `since` is Unix milliseconds. */
  | { readonly status: "live"; readonly transport: TransportKind; readonly since: number }
  /** The next try is at `until`, Unix milliseconds. */
  | {
      readonly status: "waiting";
      readonly attempt: number;
      readonly until: number;
      readonly reason: DisconnectReason;
    }
  /** It won't try again by itself: the service said no. */
  | { readonly status: "stopped"; readonly reason: CloseReason };

/** Messages that can't be told any more: what is open was replaced as a whole instead. */
export interface Gap {
  /** `filter_changed` while away, and `tab_behind` between tabs, are the client's own; the others the service's. */
  readonly reason: ResumeFailure | "filter_changed" | "tab_lagged";
  readonly from: Cursor | null;
  readonly to: Cursor;
}

/** A producer of the feed, and whether it posts as often as it said. */
export interface Source {
  readonly state: SourceState;
  /** ISO 8601 text; `null` before its first post. */
  readonly last_at: string | null;
}

/** Something went wrong that doesn't end the connection by itself. */
export interface ClientError {
  /** A code of the service, or `no_token`: the getter failed. */
  readonly code: string;
  readonly message: string;
  /** What the getter threw. */
  readonly cause?: unknown;
}

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
