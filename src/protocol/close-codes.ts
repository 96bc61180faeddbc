// Every close frame of the service, its code, its reason and the client's next step.

/** A client's next step after an error. `RECOVERY_ACTIONS` in `src/errors.ts` describes each. */
export type RecoveryAction =
  | "renew"
  | "stop"
  | "wait"
  | "back_off"
  | "reconnect_later"
  | "fix_request";

interface CloseFrame {
  /** The close code (RFC 6455 section 7.4). */
  readonly close: number;
  /** The close reason on the wire, at most 123 bytes (RFC 6455 section 5.5). */
  readonly reason: string;
  readonly client: RecoveryAction;
}

/** The close frame of each error code. No two share a reason. */
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
 * The error code of a received close reason. Several errors share a close code, so only the reason tells them apart.
 * `null` for any other text, such as the empty reason of a lost connection or a proxy's own.
 */
export function closeReasonFromText(text: string): CloseReason | null {
  for (const [reason, row] of Object.entries(CLOSE_FRAMES)) {
    // SAFETY: the keys of the table are its codes.
    if (row.reason === text) return reason as CloseReason;
  }
  return null;
}
