// Reads of the open signals and of the log after a cursor, for VIPs and operators.

import { parseCursor, type Cursor } from "../protocol/cursor.ts";
import type { MessagePage } from "../hub/reads/read-api.ts";
import { ApiError } from "../errors.ts";
import {
  hubOf,
  queryNumber,
  queryOf,
  requireFilter,
  requireLimit,
  requirePrincipal,
  type AppContext,
} from "./context.ts";

/** `{epoch, seq, signals, next}`, the last changed first. `next` is the `page` after this one. */
export async function readSignals(c: AppContext): Promise<Response> {
  const principal = await requirePrincipal(c);
  const page = await hubOf(c).readSignals(
    principal,
    requireFilter(c),
    queryNumber(c, "page"),
    requireLimit(c),
  );
  if (!page.ok) throw new ApiError(page.error);
  const { epoch, seq, signals, next } = page.value;
  // Joined as text, so that every digit leaves as it came.
  return json(`{"epoch":"${epoch}","seq":${seq},"signals":[${signals.join()}],"next":${next}}`);
}

/** `{epoch, seq, messages, more, recovered}`. Without `recovered` there is a `reason` and no message. */
export async function readLog(c: AppContext): Promise<Response> {
  const principal = await requirePrincipal(c);
  const since = parseSince(c);
  if (since === null) throw invalidSince();
  const page = await hubOf(c).readLog(principal, requireFilter(c), since, requireLimit(c));
  if (!page.ok) throw new ApiError(page.error);
  return logPageResponse(page.value);
}

/** The same for operators, unfiltered. Without `since` it is the end of the log. */
export async function tailLog(c: AppContext): Promise<Response> {
  return logPageResponse(await hubOf(c).tailLog(parseSince(c), requireLimit(c)));
}

function parseSince(c: AppContext): Cursor | null {
  const text = queryOf(c).get("since");
  const since = text === null ? null : parseCursor(text);
  if (text !== null && since === null) throw invalidSince();
  return since;
}

function invalidSince(): ApiError {
  return new ApiError("query_invalid", { detail: "since is <epoch>:<seq>." });
}

function logPageResponse({ epoch, seq, messages, more, reason }: MessagePage): Response {
  const recovered = reason === null ? "true" : `false,"reason":"${reason}"`;
  return json(
    `{"epoch":"${epoch}","seq":${seq},"messages":[${messages.join()}],"more":${more},"recovered":${recovered}}`,
  );
}

function json(text: string): Response {
  return new Response(text, {
    headers: { "Content-Type": "application/json", "Cache-Control": "private, no-cache" },
  });
}
