// The doors for reading over HTTP: for VIPs the open signals and the log after a position, for operators the log.

import { readPosition, type Position } from "../protocol/position.ts";
import type { LogPage } from "../hub/reading-room.ts";
import { Refusal } from "../refusals.ts";
import { hubOf, type AppContext } from "./context.ts";
import { queryNumber, queryOf, requireCaller, requireFilter, requireLimit } from "./reader.ts";

/** `{epoch, seq, signals, next}`: the last changed first; `next` is the cursor of the page after. */
export async function readSignals(c: AppContext): Promise<Response> {
  const caller = await requireCaller(c);
  const page = await hubOf(c).readBook(
    caller,
    requireFilter(c),
    queryNumber(c, "cursor"),
    requireLimit(c),
  );
  if (!page.ok) throw new Refusal(page.error);
  const { epoch, seq, signals, next } = page.value;
  // Joined as text: every digit leaves as it came.
  return json(`{"epoch":"${epoch}","seq":${seq},"signals":[${signals.join()}],"next":${next}}`);
}

/** `{epoch, seq, messages, more, recovered}`, or why the position can't be read on from. */
export async function readLog(c: AppContext): Promise<Response> {
  const caller = await requireCaller(c);
  const since = readSince(c);
  if (since === null) throw unreadable();
  const page = await hubOf(c).readLog(caller, requireFilter(c), since, requireLimit(c));
  if (!page.ok) throw new Refusal(page.error);
  return logPage(page.value);
}

/** The same for operators: unfiltered, and from where the log ends now where no position is given. */
export async function tailLog(c: AppContext): Promise<Response> {
  return logPage(await hubOf(c).tailLog(readSince(c), requireLimit(c)));
}

function readSince(c: AppContext): Position | null {
  const text = queryOf(c).get("since");
  const since = text === null ? null : readPosition(text);
  if (text !== null && since === null) throw unreadable();
  return since;
}

function unreadable(): Refusal {
  return new Refusal("query_invalid", { detail: "since is <epoch>:<seq>." });
}

function logPage({ epoch, seq, messages, more, reason }: LogPage): Response {
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
