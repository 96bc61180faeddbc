// What is due for one socket, and when something will be: access that ends, a drain, a silent client.

import { LIMITS } from "../../protocol/limits.ts";
import type { CloseErrorCode } from "../../errors.ts";
import type { Session } from "./session.ts";

export type DueTimer =
  | { readonly kind: "end"; readonly error: CloseErrorCode }
  /** Tell the client that its access runs out. */
  | { readonly kind: "warn" }
  /** Ask the client for a sign of life. */
  | { readonly kind: "ping" };

type Deadline = readonly [at: number, due: DueTimer];

/** The first thing that is due, or `null`. `heardAt` is when the client last spoke, Unix milliseconds. */
export function dueTimer(session: Session, heardAt: number, now: number): DueTimer | null {
  const late = deadlinesOf(session, heardAt).filter(([at]) => at <= now);
  const end = late.find(([, due]) => due.kind === "end");
  return (end ?? late[0])?.[1] ?? null;
}

/** When the next thing is due, Unix milliseconds. */
export function nextSessionTimer(session: Session, heardAt: number): number {
  return Math.min(...deadlinesOf(session, heardAt).map(([at]) => at));
}

function deadlinesOf(session: Session, heardAt: number): readonly Deadline[] {
  const { access: ends, expiryWarned: warned, closeAt: drainBy } = session;
  const deadlines: Deadline[] = [[ends.at, { kind: "end", error: ends.error }]];
  // A v1 client was never told to speak, nor the words that it would be told.
  if (session.subprotocol === "signals.v1") return deadlines;

  if (!warned) deadlines.push([ends.at - LIMITS.expiryNoticeMs, { kind: "warn" }]);
  if (drainBy !== null) deadlines.push([drainBy, { kind: "end", error: "draining" }]);
  deadlines.push(silence(session.pingedAt, heardAt));
  return deadlines;
}

function silence(pingedAt: number | null, heardAt: number): Deadline {
  if (pingedAt !== null && heardAt < pingedAt) {
    return [pingedAt + LIMITS.pongTimeoutMs, { kind: "end", error: "silent" }];
  }
  // On a common beat, so that one waking of the hub looks after many sockets.
  const beat = LIMITS.idleTimeoutMs;
  return [Math.ceil((heardAt + LIMITS.idleTimeoutMs) / beat) * beat, { kind: "ping" }];
}
