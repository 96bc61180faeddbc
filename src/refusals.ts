// The one table of every way this service says no. Status, close code, text and the documents come from it.
// What of it ends a socket stands in protocol/closes.ts, for clients read that half.

import { CLOSES, type ClientAction } from "./protocol/closes.ts";
import type { ItemError } from "./protocol/producer-message.ts";

/** What an honest client does next, in words. */
export const CLIENT_ACTIONS: Readonly<Record<ClientAction, string>> = {
  renew: "gets a new token once, then stops",
  stop: "stops",
  wait: "waits, then resumes",
  back_off: "backs off, then resumes",
  move: "resumes after `after_ms`",
  correct: "corrects itself",
};

interface Row {
  /** The status of an HTTP answer, where the refusal can be one. */
  readonly http?: number;
  /** The code of a close frame, where the refusal can be one. */
  readonly close?: number;
  /** The text on the wire: a close reason (at most 123 bytes), a problem's title, an error's message. */
  readonly reason: string;
  readonly client: ClientAction;
}

export const REFUSALS = {
  unauthorized: { http: 401, ...CLOSES.unauthorized },
  vip_required: { http: 403, ...CLOSES.vip_required },
  origin_denied: { http: 403, ...CLOSES.origin_denied },
  rate_limited: { http: 429, ...CLOSES.rate_limited },
  replaced: CLOSES.replaced,
  slow_consumer: CLOSES.slow_consumer,
  draining: CLOSES.draining,
  silent: CLOSES.silent,
  overloaded: { http: 503, ...CLOSES.overloaded },
  frame_malformed: { reason: "Message breaks the schema", client: "correct" },
  frame_unknown: { reason: "Unknown message type", client: "correct" },
  frame_too_big: CLOSES.frame_too_big,
  binary_frame: CLOSES.binary_frame,
  body_malformed: { http: 400, reason: "Body is not well-formed JSON", client: "correct" },
  body_invalid: { http: 422, reason: "Body breaks the schema", client: "correct" },
  body_too_big: { http: 413, reason: "Body too big", client: "correct" },
  media_type: { http: 415, reason: "Media type not supported", client: "correct" },
  signal_exists: {
    http: 409,
    reason: "Signal exists with other data",
    client: "correct",
  },
  idempotency_conflict: {
    http: 409,
    reason: "Idempotency key used with another body",
    client: "correct",
  },
  query_invalid: { http: 400, ...CLOSES.query_invalid },
  upgrade_required: { http: 426, reason: "WebSocket upgrade required", client: "correct" },
  method_not_allowed: { http: 405, reason: "Method not allowed", client: "correct" },
  not_found: { http: 404, reason: "Not found", client: "correct" },
} as const satisfies Record<string, Row>;

export type RefusalCode = keyof typeof REFUSALS;

type CodeWith<Channel extends keyof Row> = {
  [Code in RefusalCode]: (typeof REFUSALS)[Code] extends Required<Pick<Row, Channel>>
    ? Code
    : never;
}[RefusalCode];

/** The rows that may answer a request. */
export type HttpRefusalCode = CodeWith<"http">;

/** The rows that may end a socket. */
export type CloseRefusalCode = CodeWith<"close">;

/** Ends the handling of a request with a row of the table. */
export class Refusal extends Error {
  readonly code: HttpRefusalCode;
  /** What is wrong in particular, in our own words. */
  readonly detail: string | undefined;
  readonly errors: readonly ItemError[] | undefined;

  constructor(
    code: HttpRefusalCode,
    more: { readonly detail?: string; readonly errors?: readonly ItemError[] } = {},
  ) {
    super(REFUSALS[code].reason);
    this.code = code;
    this.detail = more.detail;
    this.errors = more.errors;
  }
}
