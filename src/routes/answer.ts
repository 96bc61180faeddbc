// A refusal as an HTTP answer: problem details (RFC 9457) with the stable code of its row.

import { classOf, logEvent } from "../events.ts";
import { LIMITS } from "../protocol/limits.ts";
import { REFUSALS, Refusal, type HttpRefusalCode } from "../refusals.ts";

export function problem(
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, detail, errors } = refusal;
  const row = REFUSALS[code];
  const body = {
    type: `urn:signal-hub:refusal:${code}`,
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
export function refusalOf(error: unknown, request: string): Refusal {
  if (error instanceof Refusal) return error;
  logEvent("request.failed", {
    error: classOf(error),
    request,
  });
  return new Refusal("overloaded");
}

function headersOf(code: HttpRefusalCode): Record<string, string> {
  switch (code) {
    case "unauthorized":
      return { "WWW-Authenticate": "Bearer" };
    case "upgrade_required":
      return { Upgrade: "websocket", Connection: "Upgrade" };
    case "rate_limited":
      return { "Retry-After": String(LIMITS.refusedUpgradesWindowSeconds) };
    case "overloaded":
      return { "Retry-After": "1" };
    default:
      return {};
  }
}
