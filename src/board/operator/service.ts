// The operators' requests to the service. They go to the page's own origin, with the key in a header.

import { items, entries, type RawJson } from "../../json/raw-json.ts";
import { formatCursor, type Cursor } from "../../protocol/cursor.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { HubStats } from "../../protocol/stats/hub-stats.ts";
import type { AdminRequest } from "./actions/admin-action.ts";
import { parseApiError, type ApiError } from "./api-error.ts";

/** Milliseconds until a request without a response is aborted. Somebody waits for it at the page. */
const REQUEST_TIMEOUT_MS = 8_000;

/** The characters a key in a header may have. RFC 6750 section 2.1 allows fewer. */
const KEY = /^[\x21-\x7e]+$/;

/** A page of the log. */
export interface LogPage {
  /** The next page begins after it. */
  readonly cursor: Cursor;
  /** Oldest first, as the service wrote them, digit for digit. */
  readonly messages: readonly RawJson[];
}

/** The outcome of a request. It never rejects. */
export type ServiceResult<Value> = Promise<Result<Value, ApiError>>;

/** `GET /internal/stats`. */
export async function readStats(key: string): ServiceResult<HubStats> {
  const response = await request(key, "GET", "/internal/stats");
  // SAFETY: the service's tests hold this response to openapi.json.
  return response.ok ? ok(JSON.parse(response.value) as HubStats) : response;
}

/** `GET /internal/log`. At most `limit` messages after the cursor. */
export async function readLog(key: string, since: Cursor, limit: number): ServiceResult<LogPage> {
  const path = `/internal/log?since=${formatCursor(since)}&limit=${limit}`;
  const response = await request(key, "GET", path);
  return response.ok ? ok(parseLogPage(response.value)) : response;
}

/** Runs an action on a member. The value is the number of sockets it closed. */
export async function runAdminAction(
  key: string,
  { method, path, body }: AdminRequest,
): ServiceResult<number> {
  const response = await request(key, method, path, body && { body: JSON.stringify(body) });
  if (!response.ok) return response;
  // SAFETY: the service's tests hold this response to openapi.json.
  const { closed } = JSON.parse(response.value) as { readonly closed: number };
  return ok(closed);
}

/** The service's result for one published message. */
export interface PublishResult {
  /** The message's sequence number in the log. */
  readonly seq: number;
  /** Whether the log had the message already. It is then sent to no one again. */
  readonly duplicate: boolean;
  /** The number of sockets the message goes to. */
  readonly recipients: number;
}

/** `POST /internal/signals` with one message. The same idempotency key publishes once. */
export async function publish(
  key: string,
  message: RawJson,
  idempotencyKey: string,
): ServiceResult<PublishResult> {
  const headers = { "Idempotency-Key": idempotencyKey };
  const response = await request(key, "POST", "/internal/signals", { body: message, headers });
  if (!response.ok) return response;
  // SAFETY: one message has one result. The service's tests hold this response to openapi.json.
  const { results } = JSON.parse(response.value) as { readonly results: readonly [PublishResult] };
  return ok(results[0]);
}

async function request(
  key: string,
  method: string,
  path: string,
  init: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): ServiceResult<string> {
  if (!KEY.test(key)) return err({ kind: "key_rejected" });
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

function parseLogPage(text: string): LogPage {
  // SAFETY: the service joins checked texts without white space.
  const page = entries(text as RawJson);
  // SAFETY: the service's tests hold this response to openapi.json.
  const { epoch, seq } = JSON.parse(text) as Cursor;
  return {
    cursor: { epoch, seq },
    messages: items(page.get("messages") ?? ("[]" as RawJson)), // SAFETY: an empty array is JSON.
  };
}
