// The doors for VIPs who read over HTTP: the open signals, and the log after a position.

import { readPosition } from "../protocol/position.ts";
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
  const since = readPosition(queryOf(c).get("since") ?? "");
  if (since === null) throw new Refusal("query_invalid", { detail: "since is <epoch>:<seq>." });
  const page = await hubOf(c).readLog(caller, requireFilter(c), since, requireLimit(c));
  if (!page.ok) throw new Refusal(page.error);
  const { epoch, seq, messages, more, reason } = page.value;
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
