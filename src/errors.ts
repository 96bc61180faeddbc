// The one table of errors. HTTP status, close code, text and documentation come from it.
// The rows with a close code are in protocol/close-codes.ts, because the client package reads them too.

import { CLOSE_FRAMES, type RecoveryAction } from "./protocol/close-codes.ts";
import type { ItemError } from "./protocol/publish-request.ts";

/** What a client should do after an error, as the documents say it. */
export const RECOVERY_ACTIONS: Readonly<Record<RecoveryAction, string>> = {
  renew: "gets a new token once, then stops",
  stop: "stops",
  wait: "waits, then resumes",
  back_off: "backs off, then resumes",
  reconnect_later: "resumes after `after_ms`",
  fix_request: "corrects the request",
};

interface ErrorRow {
  /** HTTP status, where the error may be a response. */
  readonly http?: number;
  /** Close code, where the error may close a socket. */
  readonly close?: number;
  /** The text on the wire, a close reason, a problem's title or a frame's message. At most 123 bytes. */
  readonly reason: string;
  readonly client: RecoveryAction;
}

/** Every error by its code. Codes and reasons are permanent, because clients match on them. */
export const ERRORS = {
  unauthorized: { http: 401, ...CLOSE_FRAMES.unauthorized },
  vip_required: { http: 403, ...CLOSE_FRAMES.vip_required },
  origin_denied: { http: 403, ...CLOSE_FRAMES.origin_denied },
  rate_limited: { http: 429, ...CLOSE_FRAMES.rate_limited },
  replaced: CLOSE_FRAMES.replaced,
  slow_consumer: CLOSE_FRAMES.slow_consumer,
  draining: CLOSE_FRAMES.draining,
  silent: CLOSE_FRAMES.silent,
  overloaded: { http: 503, ...CLOSE_FRAMES.overloaded },
  frame_malformed: { reason: "Message breaks the schema", client: "fix_request" },
  frame_unknown: { reason: "Unknown message type", client: "fix_request" },
  frame_too_big: CLOSE_FRAMES.frame_too_big,
  binary_frame: CLOSE_FRAMES.binary_frame,
  body_malformed: { http: 400, reason: "Body is not well-formed JSON", client: "fix_request" },
  body_invalid: { http: 422, reason: "Body breaks the schema", client: "fix_request" },
  body_too_big: { http: 413, reason: "Body too big", client: "fix_request" },
  media_type: { http: 415, reason: "Media type not supported", client: "fix_request" },
  signal_exists: {
    http: 409,
    reason: "Signal exists with other data",
    client: "fix_request",
  },
  idempotency_conflict: {
    http: 409,
    reason: "Idempotency key used with another body",
    client: "fix_request",
  },
  query_invalid: { http: 400, ...CLOSE_FRAMES.query_invalid },
  upgrade_required: { http: 426, reason: "WebSocket upgrade required", client: "fix_request" },
  method_not_allowed: { http: 405, reason: "Method not allowed", client: "fix_request" },
  not_found: { http: 404, reason: "Not found", client: "fix_request" },
} as const satisfies Record<string, ErrorRow>;

/** The code of an error: in problem documents, `error` frames, counters and logs. */
export type ErrorCode = keyof typeof ERRORS;

type CodeWith<Channel extends keyof ErrorRow> = {
  [Code in ErrorCode]: (typeof ERRORS)[Code] extends Required<Pick<ErrorRow, Channel>>
    ? Code
    : never;
}[ErrorCode];

/** Codes with an HTTP status. */
export type HttpErrorCode = CodeWith<"http">;

/** Thrown by a route or its middleware. `src/app.ts` turns it into a problem document. */
export class ApiError extends Error {
  readonly code: HttpErrorCode;
  /** Details of this case. Never text of the request, which may hold a secret. */
  readonly detail: string | undefined;
  /** Errors of single messages or fields, by index and path. */
  readonly errors: readonly ItemError[] | undefined;

  constructor(
    code: HttpErrorCode,
    more: { readonly detail?: string; readonly errors?: readonly ItemError[] } = {},
  ) {
    super(ERRORS[code].reason);
    this.code = code;
    this.detail = more.detail;
    this.errors = more.errors;
  }
}
