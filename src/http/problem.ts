// A refusal as an HTTP answer: problem details (RFC 9457) with the stable code of its row.

import { errorName, logEvent } from "../log.ts";
import { LIMITS } from "../protocol/limits.ts";
import { ERRORS, ApiError, type HttpErrorCode } from "../errors.ts";

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
    headers: { "Content-Type": "application/problem+json", ...headersOf(code), ...headers },
  });
}

/** What a request ends with that threw: its refusal, or 503 for what nobody foresaw, logged by its name. */
export function toApiError(error: unknown, request: string): ApiError {
  if (error instanceof ApiError) return error;
  logEvent("request.failed", {
    error: errorName(error),
    request,
  });
  return new ApiError("overloaded");
}

function headersOf(code: HttpErrorCode): Record<string, string> {
  switch (code) {
    case "unauthorized":
      return { "WWW-Authenticate": "Bearer" };
    case "upgrade_required":
      return { Upgrade: "websocket", Connection: "Upgrade" };
    case "rate_limited":
      return { "Retry-After": String(LIMITS.rejectedUpgradesWindowSeconds) };
    case "overloaded":
      return { "Retry-After": "1" };
    default:
      return {};
  }
}
