// Reads the feed as server-sent events. It is loaded only where no socket gets through.
//
// `fetch` carries the token in `Authorization` and shows the status of a rejected request. An `EventSource` can do
// neither (HTML standard, section 9.2).

import { createParser } from "eventsource-parser";
import type { Endpoint } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

/**
 * The longest event of a stream, characters. A longer one ends it. The service's longest is a page of a snapshot, some
 * 130 KiB (`joinedFrameBytes` and one signal).
 */
const MAX_EVENT_CHARS = 4 * 1024 * 1024;

/**
 * Reads one stream to its end. `onText` gets the text of each frame, and an empty one for a keepalive. Resolves with
 * the reason for the end, or with an empty text where the service gave none. Rejects when the stream breaks.
 */
export async function readSse(
  { url, token }: Endpoint,
  fetch: NonNullable<Platform["fetch"]>,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
  const response = await fetch(url.href, { headers, signal, cache: "no-store" });
  // The title of a problem document is the close reason of the same error.
  if (!response.ok) return stringField(await response.json(), "title");

  let closeReason: string | undefined;
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onEvent({ event, data }) {
      if (closeReason !== undefined) return;
      if (event === "close") closeReason = stringField(JSON.parse(data), "reason");
      else onText(data);
    },
    onComment: () => onText(""),
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done) return "";
      parser.feed(decoder.decode(value, { stream: true }));
      if (closeReason !== undefined) return closeReason;
    }
  } finally {
    // The service may go on writing, so the stream is cancelled. A broken one rejects here again.
    reader?.cancel().catch(() => undefined);
  }
}

function stringField(json: unknown, name: string): string {
  const value: unknown = typeof json === "object" && json !== null && Reflect.get(json, name);
  return typeof value === "string" ? value : "";
}
