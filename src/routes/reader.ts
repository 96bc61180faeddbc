// What the doors for reading VIPs share: whose token it is, which filter, and a hub's no.

import { verifyAccessToken } from "../access/access-token.ts";
import { bearerOf } from "../access/named-keys.ts";
import { originAllowed } from "../access/origin.ts";
import type { Caller } from "../handoff.ts";
import { readFilterQuery, type Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { Refusal } from "../refusals.ts";
import type { AppContext } from "./context.ts";

/** The caller of a verified token (`Authorization`, else the query's `token`) from an allowed origin. */
export async function requireCaller(c: AppContext): Promise<Caller> {
  const { headers } = c.req.raw;
  const { settings } = c.var;
  if (!originAllowed(headers, settings.allowedOrigins)) throw new Refusal("origin_denied");
  const token = bearerOf(headers) ?? queryOf(c).get("token");
  if (token === null) throw new Refusal("unauthorized");
  const caller = await verifyAccessToken(token, settings, Date.now());
  if (!caller.ok) throw new Refusal(caller.error);
  return caller.value;
}

export function requireFilter(c: AppContext): Filter {
  const filter = readFilterQuery(queryOf(c));
  if (filter.ok) return filter.value;
  const { field, reason } = filter.error;
  throw new Refusal("query_invalid", { detail: `${field} ${reason}.` });
}

/** `limit`, a whole number from 1; the service's own where none is given. */
export function requireLimit(c: AppContext): number {
  const limit = queryNumber(c, "limit") ?? LIMITS.pageItems;
  if (limit >= 1 && limit <= LIMITS.pageItems) return limit;
  throw new Refusal("query_invalid", { detail: `limit is 1 to ${LIMITS.pageItems}.` });
}

/** A whole number of the query, or `null` where it has none. */
export function queryNumber(c: AppContext, name: string): number | null {
  const text = queryOf(c).get(name);
  if (text === null) return null;
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new Refusal("query_invalid", { detail: `${name} is a whole number.` });
}

export function queryOf(c: AppContext): URLSearchParams {
  return new URL(c.req.url).searchParams;
}
