// The service as the page asks it: always its own origin, the key in a header and never in an address.

import { elements, members, type JsonText } from "../../protocol/json-text.ts";
import { formatPosition, type Position } from "../../protocol/position.ts";
import { no, ok, type Result } from "../../protocol/result.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";
import type { MemberRequest } from "./member-order.ts";
import { troubleOf, type Trouble } from "./trouble.ts";

/** A request without an answer for this long is given up, milliseconds: somebody waits for it at the page. */
const ANSWER_MS = 8_000;

/** What a header can carry as a key (RFC 6750 section 2.1 allows less): anything else is no key of the service's. */
const KEY = /^[\x21-\x7e]+$/;

/** A page of the log; the messages as the service wrote them, digit for digit. */
export interface LogPage {
  /** Where to read on from. */
  readonly position: Position;
  readonly messages: readonly JsonText[];
}

export type Asked<Value> = Promise<Result<Value, Trouble>>;

export async function readStats(key: string): Asked<HubStats> {
  const answer = await ask(key, "GET", "/internal/stats");
  return answer.ok ? ok(JSON.parse(answer.value) as HubStats) : answer; // SAFETY: openapi.json holds the service to it.
}

/** The messages after a position, at most `limit` of them. */
export async function readLog(key: string, since: Position, limit: number): Asked<LogPage> {
  const path = `/internal/log?since=${formatPosition(since)}&limit=${limit}`;
  const answer = await ask(key, "GET", path);
  return answer.ok ? ok(logPageOf(answer.value)) : answer;
}

/** How many sockets an order to do with a user closed. */
export async function order(key: string, { method, path, body }: MemberRequest): Asked<number> {
  const answer = await ask(key, method, path, body && { body: JSON.stringify(body) });
  if (!answer.ok) return answer;
  const { closed } = JSON.parse(answer.value) as { readonly closed: number }; // SAFETY: openapi.json holds it to this.
  return ok(closed);
}

export interface Posted {
  readonly seq: number;
  readonly duplicate: boolean;
  readonly recipients: number;
}

/** Posts one message; the same name sent again is the same post. */
export async function publish(key: string, message: JsonText, name: string): Asked<Posted> {
  const headers = { "Idempotency-Key": name };
  const answer = await ask(key, "POST", "/internal/signals", { body: message, headers });
  if (!answer.ok) return answer;
  // SAFETY: one result for one message; openapi.json holds the service to it.
  const { results } = JSON.parse(answer.value) as { readonly results: readonly [Posted] };
  return ok(results[0]);
}

async function ask(
  key: string,
  method: string,
  path: string,
  more: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Asked<string> {
  if (!KEY.test(key)) return no({ kind: "key_refused" });
  try {
    const answer = await fetch(path, {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: {
        Authorization: `Bearer ${key}`,
        ...(more.body !== undefined && { "Content-Type": "application/json" }),
        ...more.headers,
      },
      ...(more.body !== undefined && { body: more.body }),
    });
    const text = await answer.text();
    return answer.ok ? ok(text) : no(troubleOf(answer.status, text));
  } catch {
    return no({ kind: "unreachable" });
  }
}

function logPageOf(text: string): LogPage {
  // SAFETY: the service joins its answer out of checked texts, without white space.
  const page = members(text as JsonText);
  const { epoch, seq } = JSON.parse(text) as Position; // SAFETY: openapi.json holds the service to it.
  return {
    position: { epoch, seq },
    messages: elements(page.get("messages") ?? ("[]" as JsonText)),
  };
}
