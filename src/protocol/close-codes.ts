// How a socket ends when the service ends it: the rows of the refusals that travel as a close frame.

/** What an honest client does next; refusals.ts says it in words. */
export type RecoveryAction =
  | "renew"
  | "stop"
  | "wait"
  | "back_off"
  | "reconnect_later"
  | "fix_request";

interface CloseFrame {
  readonly close: number;
  /** The close reason on the wire, at most 123 bytes. */
  readonly reason: string;
  readonly client: RecoveryAction;
}

export const CLOSE_FRAMES = {
  unauthorized: {
    close: 1008,
    reason: "Unauthorized",
    client: "renew",
  },
  vip_required: { close: 1008, reason: "VIP subscription required", client: "stop" },
  origin_denied: { close: 1008, reason: "Origin not allowed", client: "stop" },
  rate_limited: { close: 1008, reason: "Rate limit exceeded", client: "wait" },
  replaced: { close: 4001, reason: "Replaced by a newer connection", client: "stop" },
  slow_consumer: { close: 1013, reason: "Slow consumer", client: "back_off" },
  draining: { close: 1012, reason: "Service restart", client: "reconnect_later" },
  silent: { close: 4002, reason: "No answer to a ping", client: "back_off" },
  overloaded: { close: 1013, reason: "Try again later", client: "back_off" },
  frame_too_big: { close: 1009, reason: "Message too big", client: "stop" },
  binary_frame: { close: 1003, reason: "Text frames only", client: "stop" },
  query_invalid: { close: 1008, reason: "Query breaks the schema", client: "fix_request" },
} as const satisfies Record<string, CloseFrame>;

/**
 * The error codes with a close frame.
 *
 * @example
 * ```ts
 * import type { CloseReason } from "signal-hub/client";
 *
 * const needsSubscription = (reason: CloseReason): boolean => reason === "vip_required";
 * ```
 */
export type CloseReason = keyof typeof CLOSE_FRAMES;

/**
 * Which row a close is, by its reason: no two rows share one. `null` for a close that says nothing: a lost connection,
 * a proxy's own.
 */
export function closeReasonFromText(text: string): CloseReason | null {
  for (const [reason, row] of Object.entries(CLOSE_FRAMES)) {
    // SAFETY: the keys of the table are its codes.
    if (row.reason === text) return reason as CloseReason;
  }
  return null;
}
