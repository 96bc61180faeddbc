// The service as the page asks it: always its own origin, the key in a header and never in an address.

import { items, entries, type RawJson } from "../../json/raw-json.ts";
import { formatCursor, type Cursor } from "../../protocol/cursor.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";
import type { AdminRequest } from "./actions/admin-action.ts";
import { parseApiError, type ApiError } from "./api-error.ts";

/** A request without an answer for this long is given up, milliseconds: somebody waits for it at the page. */
const REQUEST_TIMEOUT_MS = 8_000;

/** What a header can carry as a key (RFC 6750 section 2.1 allows less): anything else is no key of the service's. */
const KEY = /^[\x21-\x7e]+$/;

/** A page of the log; the messages as the service wrote them, digit for digit. */
export interface LogPage {
  /** Where to read on from. */
  readonly cursor: Cursor;
  readonly messages: readonly RawJson[];
}

export type ServiceResult<Value> = Promise<Result<Value, ApiError>>;

export async function readStats(key: string): ServiceResult<HubStats> {
  const answer = await request(key, "GET", "/internal/stats");
  return answer.ok ? ok(JSON.parse(answer.value) as HubStats) : answer; // SAFETY: openapi.json holds the service to it.
}

/** The messages after a position, at most `limit` of them. */
export async function readLog(key: string, since: Cursor, limit: number): ServiceResult<LogPage> {
  const path = `/internal/log?since=${formatCursor(since)}&limit=${limit}`;
  const answer = await request(key, "GET", path);
  return answer.ok ? ok(logPageOf(answer.value)) : answer;
}

/** How many sockets an order to do with a user closed. */
export async function runAdminAction(
  key: string,
  { method, path, body }: AdminRequest,
): ServiceResult<number> {
  const answer = await request(key, method, path, body && { body: JSON.stringify(body) });
  if (!answer.ok) return answer;
  const { closed } = JSON.parse(answer.value) as { readonly closed: number }; // SAFETY: openapi.json holds it to this.
  return ok(closed);
}

export interface PublishResult {
  readonly seq: number;
  readonly duplicate: boolean;
  readonly recipients: number;
}

/** Posts one message; the same name sent again is the same post. */
export async function publish(
  key: string,
  message: RawJson,
  idempotencyKey: string,
): ServiceResult<PublishResult> {
  const headers = { "Idempotency-Key": idempotencyKey };
  const answer = await request(key, "POST", "/internal/signals", { body: message, headers });
  if (!answer.ok) return answer;
  // SAFETY: one result for one message; openapi.json holds the service to it.
  const { results } = JSON.parse(answer.value) as { readonly results: readonly [PublishResult] };
  return ok(results[0]);
}

async function request(
  key: string,
  method: string,
  path: string,
  init: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): ServiceResult<string> {
  if (!KEY.test(key)) return err({ kind: "key_refused" });
  try {
    const response = await fetch(path, {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        Authorization: `Bearer ${key}`,
        ...(init.body !== undefined && { "Content-Type": "application/json" }),
        ...init.headers,
      },
      ...(init.body !== undefined && { body: init.body }),
    });
    const text = await response.text();
    return response.ok ? ok(text) : err(parseApiError(response.status, text));
  } catch {
    return err({ kind: "unreachable" });
  }
}

function logPageOf(text: string): LogPage {
  // SAFETY: the service joins its answer out of checked texts, without white space.
  const page = entries(text as RawJson);
  const { epoch, seq } = JSON.parse(text) as Cursor; // SAFETY: openapi.json holds the service to it.
  return {
    cursor: { epoch, seq },
    messages: items(page.get("messages") ?? ("[]" as RawJson)),
  };
}
