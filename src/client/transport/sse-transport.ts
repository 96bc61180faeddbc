// The feed by server-sent events, as a transport. The reader is loaded when the first stream opens.

import type { Endpoint, Transport, TransportListener } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

/** Opens an event stream. Throws where the platform has no `fetch`. */
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
    // An event stream has one direction.
    send: () => undefined,
    close: () => closing.abort(),
  };
}
