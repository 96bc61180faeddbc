// The feed by server-sent events, for networks that let no socket through: loaded when it is needed. Read with
// `fetch`, because an `EventSource` can send no `Authorization` header and hides why it was refused.

import { CLOSES } from "../protocol/closes.ts";
import { BROKEN, LOST, type Door, type End } from "./link.ts";
import type { Platform } from "./platform.ts";

/** Resolves when the service or the network has ended the stream; rejects when it broke. */
export async function readStream(
  { url, token }: Door,
  fetch: NonNullable<Platform["fetch"]>,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<End> {
  const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
  const response = await fetch(url.href, { headers, signal, cache: "no-store" });
  if (!response.ok) return refusalOf(response);
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done) return LOST;
    rest += decoder.decode(value, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const { type, data } = readEvent(event);
      if (type === "close") return readEnd(data);
      onText(data);
    }
  }
}

/** A comment, the keepalive, is an event without data. */
function readEvent(event: string): { readonly type: string; readonly data: string } {
  const fields = { event: "message", data: "" };
  for (const line of event.split("\n")) {
    const [name, value = ""] = splitOnce(line, ":");
    if (name === "event" || name === "data") fields[name] = value.trimStart();
  }
  return { type: fields.event, data: fields.data };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function readEnd(json: string): End {
  const { code, reason } = JSON.parse(json) as Partial<End>; // SAFETY: checked by the defaults beside.
  return { code: code ?? BROKEN, reason: reason ?? "" };
}

/** A refusal over HTTP names its row of the table: it ends a stream as it would end a socket. */
async function refusalOf(response: Response): Promise<End> {
  const problem = (await response.json()) as { readonly code?: string }; // SAFETY: looked up, not trusted.
  const row = Object.entries(CLOSES).find(([code]) => code === problem.code)?.[1];
  return row === undefined ? LOST : { code: row.close, reason: row.reason };
}
