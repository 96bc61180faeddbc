// Where a socket's messages begin: after the position it brought, or with the present state.

import { LIMITS } from "./limits.ts";
import type { Cursor } from "./cursor.ts";
import type { ResumeFailure } from "./server-messages.ts";

/** What the log holds: `oldest` to `newest` without a hole. An empty log has `oldest = newest + 1`. */
export interface LogRange {
  readonly epoch: string;
  readonly oldest: number;
  readonly newest: number;
}

export type ResumePlan =
  /** Every message after `after`, whole. */
  | { readonly kind: "replay"; readonly after: number }
  /** The open signals; `reason` where a position was given and can't be resumed from. */
  | { readonly kind: "snapshot"; readonly reason: ResumeFailure | null };

export function planResume(since: Cursor | null, range: LogRange): ResumePlan {
  if (since === null) return { kind: "snapshot", reason: null };
  if (since.epoch !== range.epoch) return { kind: "snapshot", reason: "epoch_changed" };
  if (since.seq > range.newest) return { kind: "snapshot", reason: "ahead" };
  // `oldest - 1` is fine: the client has seen everything before the first message still kept.
  if (since.seq < range.oldest - 1) return { kind: "snapshot", reason: "pruned" };
  if (range.newest - since.seq > LIMITS.replayMessages) {
    return { kind: "snapshot", reason: "too_many" };
  }
  return { kind: "replay", after: since.seq };
}
