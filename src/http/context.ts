// Parts of a request for several routes, such as the hub, the principal and the filter.

import type { Context } from "hono";
import { verifyAccessToken } from "../auth/access-token.ts";
import { bearerToken } from "../auth/api-keys.ts";
import { originAllowed } from "../auth/origin.ts";
import type { Bindings, Settings } from "../config/settings.ts";
import { ApiError } from "../errors.ts";
import type { SignalHub } from "../hub/signal-hub.ts";
import type { Principal } from "../hub-request.ts";
import { parseFilterQuery, type Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";

/** Bindings of the Worker, and variables set by middleware. */
export interface AppEnv {
  Bindings: Bindings;
  Variables: {
    /** Set by `requireSettings`, so missing on the public routes before it. */
    settings: Settings;
    /** The `X-Request-Id` of the response, also in logs. */
    requestId: string;
  };
}

/** The context of every route. */
export type AppContext = Context<AppEnv>;

/** The one hub. The first request that ever reaches it decides its location. */
export function hubOf(c: AppContext): DurableObjectStub<SignalHub> {
  const { hubName, hubLocation } = c.var.settings;
  return c.env.HUB.getByName(hubName, {
    ...(hubLocation !== undefined && { locationHint: hubLocation }),
  });
}

/** IATA code of an airport near the data centre ("Request", `cf.colo`, read on 2026-11-25). */
const COLO = /^[A-Z]{3}$/;

/** The data centre of the client's connection, or `unknown`, for example on a developer's machine. */
export function coloOf({ cf }: Pick<Request, "cf">): string {
  const colo = cf?.["colo"];
  return typeof colo === "string" && COLO.test(colo) ? colo : "unknown";
}

/** The query of the request. */
export function queryOf(c: AppContext): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

/**
 * The principal of a verified token (`Authorization`, else the query's `token`) from an allowed origin.
 * Throws `origin_denied`, `unauthorized` or `overloaded`.
 */
export async function requirePrincipal(c: AppContext): Promise<Principal> {
  const { headers } = c.req.raw;
  const { settings } = c.var;
  if (!originAllowed(headers, settings.allowedOrigins)) throw new ApiError("origin_denied");
  const token = bearerToken(headers) ?? queryOf(c).get("token");
  if (token === null) throw new ApiError("unauthorized");
  const principal = await verifyAccessToken(token, settings, Date.now());
  if (!principal.ok) throw new ApiError(principal.error);
  return principal.value;
}

/** The filter of the query. Throws `query_invalid`. */
export function requireFilter(c: AppContext): Filter {
  const filter = parseFilterQuery(queryOf(c));
  if (filter.ok) return filter.value;
  const { field, reason } = filter.error;
  throw new ApiError("query_invalid", { detail: `${field} ${reason}.` });
}

/** The query's `limit`, 1 to `LIMITS.pageItems`, which is also the default. Throws `query_invalid`. */
export function requireLimit(c: AppContext): number {
  const limit = queryNumber(c, "limit") ?? LIMITS.pageItems;
  if (limit >= 1 && limit <= LIMITS.pageItems) return limit;
  throw new ApiError("query_invalid", { detail: `limit is 1 to ${LIMITS.pageItems}.` });
}

/** A whole number of the query, or `null` without one. Throws `query_invalid`. */
export function queryNumber(c: AppContext, name: string): number | null {
  const text = queryOf(c).get(name);
  if (text === null) return null;
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new ApiError("query_invalid", { detail: `${name} is a whole number.` });
}
