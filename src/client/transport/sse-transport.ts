// The feed by server-sent events, as a link. Most clients never need it: what reads it is loaded when it is opened.

import type { Endpoint, Transport, TransportListener } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

export function openSse(
  endpoint: Endpoint,
  { fetch }: Platform,
  listener: TransportListener,
): Transport {
  const closing = new AbortController();
  const { signal } = closing;
  if (fetch === undefined) throw new TypeError();
  const read = async () => {
    const { readSse } = await import("./sse-reader.ts");
    return readSse(endpoint, fetch, (text) => signal.aborted || listener.onText(text), signal);
  };
  void read()
    .catch(() => "")
    .then((reason) => signal.aborted || listener.onClosed(reason));
  return {
    // A stream can't say anything.
    send: () => undefined,
    close: () => closing.abort(),
  };
}
