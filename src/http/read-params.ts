// What the doors for reading VIPs share: whose token it is, which filter, and a hub's no.

import { verifyAccessToken } from "../auth/access-token.ts";
import { bearerToken } from "../auth/api-keys.ts";
import { originAllowed } from "../auth/origin.ts";
import type { Principal } from "../hub-request.ts";
import { parseFilterQuery, type Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { ApiError } from "../errors.ts";
import type { AppContext } from "./context.ts";

/** The caller of a verified token (`Authorization`, else the query's `token`) from an allowed origin. */
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

export function requireFilter(c: AppContext): Filter {
  const filter = parseFilterQuery(queryOf(c));
  if (filter.ok) return filter.value;
  const { field, reason } = filter.error;
  throw new ApiError("query_invalid", { detail: `${field} ${reason}.` });
}

/** `limit`, a whole number from 1; the service's own where none is given. */
export function requireLimit(c: AppContext): number {
  const limit = queryNumber(c, "limit") ?? LIMITS.pageItems;
  if (limit >= 1 && limit <= LIMITS.pageItems) return limit;
  throw new ApiError("query_invalid", { detail: `limit is 1 to ${LIMITS.pageItems}.` });
}

/** A whole number of the query, or `null` where it has none. */
export function queryNumber(c: AppContext, name: string): number | null {
  const text = queryOf(c).get(name);
  if (text === null) return null;
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new ApiError("query_invalid", { detail: `${name} is a whole number.` });
}

export function queryOf(c: AppContext): URLSearchParams {
  return new URL(c.req.url).searchParams;
}
