// A session's deadlines are the end of access, a drain's end and an idle client. Pure, with `now` as an argument.

import type { CloseReason } from "../../protocol/close-codes.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Session } from "./session.ts";

/** The action for a socket after a deadline. */
export type DueTimer =
  | { readonly kind: "end"; readonly error: CloseReason }
  /** Send `token_expiring`. */
  | { readonly kind: "warn" }
  /** Send a `ping`. */
  | { readonly kind: "ping" };

type Deadline = readonly [at: number, due: DueTimer];

/**
 * The first deadline reached at `now`, or `null`. An end goes before a frame. `lastSeenAt` counts keepalives
 * too. All times are Unix milliseconds.
 */
export function dueTimer(session: Session, lastSeenAt: number, now: number): DueTimer | null {
  const passed = deadlinesOf(session, lastSeenAt).filter(([at]) => at <= now);
  const end = passed.find(([, due]) => due.kind === "end");
  return (end ?? passed[0])?.[1] ?? null;
}

/** The session's next deadline, Unix milliseconds. Every session has one, because every token expires. */
export function nextDeadline(session: Session, lastSeenAt: number): number {
  return Math.min(...deadlinesOf(session, lastSeenAt).map(([at]) => at));
}

function deadlinesOf(session: Session, lastSeenAt: number): readonly Deadline[] {
  const { access, expiryWarned, closeAt } = session;
  const deadlines: Deadline[] = [[access.at, { kind: "end", error: access.error }]];
  // v1 has no keepalive and no notices, so its sockets get neither an idle timeout nor a warning.
  if (session.subprotocol === "signals.v1") return deadlines;

  if (!expiryWarned) deadlines.push([access.at - LIMITS.expiryNoticeMs, { kind: "warn" }]);
  if (closeAt !== null) deadlines.push([closeAt, { kind: "end", error: "draining" }]);
  deadlines.push(idleDeadline(session.pingedAt, lastSeenAt));
  return deadlines;
}

function idleDeadline(pingedAt: number | null, lastSeenAt: number): Deadline {
  if (pingedAt !== null && lastSeenAt < pingedAt) {
    return [pingedAt + LIMITS.pongTimeoutMs, { kind: "end", error: "silent" }];
  }
  // Rounded up to a common beat, so one alarm pings many sockets.
  const beat = LIMITS.idleTimeoutMs;
  return [Math.ceil((lastSeenAt + LIMITS.idleTimeoutMs) / beat) * beat, { kind: "ping" }];
}
