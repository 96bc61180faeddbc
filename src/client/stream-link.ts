// The feed by server-sent events, as a link. Most clients never need it: what reads it is loaded when it is opened.

import type { Door, Link, Listener } from "./link.ts";
import type { Platform } from "./platform.ts";

export function openStream(door: Door, { fetch }: Platform, listener: Listener): Link {
  const leaving = new AbortController();
  const { signal } = leaving;
  if (fetch === undefined) throw new TypeError("no fetch here");
  const read = async () => {
    const { readStream } = await import("./read-stream.ts");
    return readStream(door, fetch, (text) => signal.aborted || listener.text(text), signal);
  };
  void read()
    .catch(() => "")
    .then((reason) => signal.aborted || listener.closed(reason));
  return {
    // A stream can't say anything.
    send: () => undefined,
    close: () => leaving.abort(),
  };
}
