// The feed by server-sent events, for networks that let no socket through: loaded when it is needed. Read with
// `fetch`, because an `EventSource` can send no `Authorization` header and hides why it was refused.

import type { Endpoint } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

/** Resolves with the reason when the stream has ended, empty where none was told; rejects when it broke. */
export async function readSse(
  { url, token }: Endpoint,
  fetch: NonNullable<Platform["fetch"]>,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
  const response = await fetch(url.href, { headers, signal, cache: "no-store" });
  // A problem document: its title is the reason of its row in the table of refusals.
  if (!response.ok) return stringField(await response.json(), "title");
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done) return "";
    rest += decoder.decode(value, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const { type, data } = readEvent(event);
      if (type === "close") return stringField(JSON.parse(data), "reason");
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
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}

function stringField(json: unknown, name: string): string {
  const value: unknown = typeof json === "object" && json !== null && Reflect.get(json, name);
  return typeof value === "string" ? value : "";
}
