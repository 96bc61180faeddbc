// The one table of every way this service says no. Status, close code, text and the documents come from it.

import type { ItemError } from "./protocol/producer-message.ts";

/** What an honest client does next. */
export type ClientAction =
  | "gets a new token once, then stops"
  | "stops"
  | "waits, then resumes"
  | "backs off, then resumes"
  | "resumes after `after_ms`"
  | "corrects itself";

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
  unauthorized: {
    http: 401,
    close: 1008,
    reason: "Unauthorized",
    client: "gets a new token once, then stops",
  },
  vip_required: { http: 403, close: 1008, reason: "VIP subscription required", client: "stops" },
  origin_denied: { http: 403, close: 1008, reason: "Origin not allowed", client: "stops" },
  rate_limited: {
    http: 429,
    close: 1008,
    reason: "Rate limit exceeded",
    client: "waits, then resumes",
  },
  replaced: { close: 4001, reason: "Replaced by a newer connection", client: "stops" },
  slow_consumer: { close: 1013, reason: "Slow consumer", client: "backs off, then resumes" },
  draining: { close: 1012, reason: "Service restart", client: "resumes after `after_ms`" },
  silent: { close: 4002, reason: "No answer to a ping", client: "backs off, then resumes" },
  overloaded: {
    http: 503,
    close: 1013,
    reason: "Try again later",
    client: "backs off, then resumes",
  },
  frame_malformed: { reason: "Message breaks the schema", client: "corrects itself" },
  frame_unknown: { reason: "Unknown message type", client: "corrects itself" },
  frame_too_big: { close: 1009, reason: "Message too big", client: "stops" },
  binary_frame: { close: 1003, reason: "Text frames only", client: "stops" },
  body_malformed: { http: 400, reason: "Body is not well-formed JSON", client: "corrects itself" },
  body_invalid: { http: 422, reason: "Body breaks the schema", client: "corrects itself" },
  body_too_big: { http: 413, reason: "Body too big", client: "corrects itself" },
  media_type: { http: 415, reason: "Media type not supported", client: "corrects itself" },
  signal_exists: {
    http: 409,
    reason: "Signal exists with other data",
    client: "corrects itself",
  },
  idempotency_conflict: {
    http: 409,
    reason: "Idempotency key used with another body",
    client: "corrects itself",
  },
  query_invalid: {
    http: 400,
    close: 1008,
    reason: "Query breaks the schema",
    client: "corrects itself",
  },
  upgrade_required: { http: 426, reason: "WebSocket upgrade required", client: "corrects itself" },
  method_not_allowed: { http: 405, reason: "Method not allowed", client: "corrects itself" },
  not_found: { http: 404, reason: "Not found", client: "corrects itself" },
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
