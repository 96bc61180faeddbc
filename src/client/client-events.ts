// What a client tells its user besides signals: how it is connected, what it missed, who posts.

import type { CloseCode } from "../protocol/closes.ts";
import type { Position } from "../protocol/position.ts";
import type { ResumeRefusal, SourceState } from "../protocol/server-frames.ts";
import type { Lost, State, Via } from "./connection-state.ts";

/** How the client is connected. Only `live` is live. */
export type Connection =
  | { readonly at: "idle" }
  /** `attempt` counts the failures since the last connection that lasted. */
  | { readonly at: "connecting"; readonly attempt: number }
  /** Connected, and being told what was missed or what is open. */
  | { readonly at: "catching-up"; readonly via: Via }
  /** What happens is told as it happens; `since` is Unix milliseconds. */
  | { readonly at: "live"; readonly via: Via; readonly since: number }
  /** The next try is at `until`, Unix milliseconds. */
  | {
      readonly at: "waiting";
      readonly attempt: number;
      readonly until: number;
      readonly because: Lost;
    }
  /** It won't try again by itself: the service said no. */
  | { readonly at: "stopped"; readonly because: CloseCode };

/** Messages that can't be told any more: what is open was replaced as a whole instead. */
export interface Gap {
  /** `filter_changed` while away, and `tab_behind` between tabs, are the client's own; the others the service's. */
  readonly reason: ResumeRefusal | "filter_changed" | "tab_behind";
  readonly from: Position | null;
  readonly to: Position;
}

/** A producer of the feed, and whether it posts as often as it said. */
export interface Source {
  readonly state: SourceState;
  /** ISO 8601 text; `null` before its first post. */
  readonly last_at: string | null;
}

/** Something went wrong that doesn't end the connection by itself. */
export interface Trouble {
  /** A code of the service, or `no_token`: the getter failed. */
  readonly code: string;
  readonly message: string;
  /** What the getter threw. */
  readonly cause?: unknown;
}

export function connectionOf(state: State): Connection {
  switch (state.at) {
    case "idle":
    case "stopped":
      return state;
    case "authorizing":
    case "connecting":
      return { at: "connecting", attempt: state.tries.attempt };
    case "catching-up":
      return { at: "catching-up", via: state.via };
    case "live":
      return { at: "live", via: state.via, since: state.joinedAt };
    case "waiting": {
      const { tries, until, because } = state;
      return { at: "waiting", attempt: tries.attempt, until, because };
    }
  }
}
