// The plan of a resume. A socket gets a replay after its cursor, or a snapshot.

import { LIMITS } from "./limits.ts";
import type { Cursor } from "./cursor.ts";
import type { ResumeFailure } from "./server-messages.ts";

/** The range of the log, from `oldest` to `newest` without a hole. An empty log has `oldest = newest + 1`. */
export interface LogRange {
  readonly epoch: string;
  readonly oldest: number;
  readonly newest: number;
}

/** How a socket catches up before it is live. */
export type ResumePlan =
  /** Every message after number `after`. */
  | { readonly kind: "replay"; readonly after: number }
  /** The open signals. `reason` says why a given cursor is of no use, and is `null` without a cursor. */
  | { readonly kind: "snapshot"; readonly reason: ResumeFailure | null };

/** Decides how a socket catches up. `since` is `null` for a client without a cursor. */
export function planResume(since: Cursor | null, range: LogRange): ResumePlan {
  if (since === null) return { kind: "snapshot", reason: null };
  if (since.epoch !== range.epoch) return { kind: "snapshot", reason: "epoch_changed" };
  if (since.seq > range.newest) return { kind: "snapshot", reason: "ahead" };
  // `oldest - 1` is whole, because the client has seen everything before the oldest message.
  if (since.seq < range.oldest - 1) return { kind: "snapshot", reason: "pruned" };
  if (range.newest - since.seq > LIMITS.replayMessages) {
    return { kind: "snapshot", reason: "too_many" };
  }
  return { kind: "replay", after: since.seq };
}
