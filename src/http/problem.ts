// Builds HTTP responses of errors, problem documents (RFC 9457) with the stable code of the table.

import { errorName, logEvent } from "../log.ts";
import { LIMITS } from "../protocol/limits.ts";
import { ERRORS, ApiError, type HttpErrorCode } from "../errors.ts";

const HEADERS: { readonly [Code in HttpErrorCode]?: Readonly<Record<string, string>> } = {
  unauthorized: { "WWW-Authenticate": "Bearer" },
  upgrade_required: { Upgrade: "websocket", Connection: "Upgrade" },
  rate_limited: { "Retry-After": String(LIMITS.rejectedUpgradesWindowSeconds) },
  overloaded: { "Retry-After": "1" },
};

/** The problem document of an error, with the headers of its status. */
export function problem(
  apiError: ApiError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, detail, errors } = apiError;
  const row = ERRORS[code];
  const body = {
    type: `urn:signal-hub:error:${code}`,
    title: row.reason,
    status: row.http,
    code,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
  };
  return new Response(JSON.stringify(body), {
    status: row.http,
    headers: { "Content-Type": "application/problem+json", ...HEADERS[code], ...headers },
  });
}

/** A thrown error as it is, or `overloaded` for an unforeseen one. Only the class of the latter is logged. */
export function toApiError(error: unknown, request: string): ApiError {
  if (error instanceof ApiError) return error;
  logEvent("request.failed", {
    error: errorName(error),
    request,
  });
  return new ApiError("overloaded");
}
