// The feed by server-sent events, as a link. Most clients never need it: what reads it is loaded when it is opened.

import { LOST, type Door, type Link, type Listener } from "./link.ts";
import type { Platform } from "./platform.ts";

export function openStream(
  door: Door,
  fetch: NonNullable<Platform["fetch"]>,
  listener: Listener,
): Link {
  const leaving = new AbortController();
  const { signal } = leaving;
  const read = async () => {
    const { readStream } = await import("./read-stream.ts");
    return readStream(door, fetch, (text) => signal.aborted || listener.text(text), signal);
  };
  void read()
    .catch(() => LOST)
    .then(({ code, reason }) => signal.aborted || listener.closed(code, reason));
  return {
    // A stream can't say anything.
    send: () => undefined,
    close: () => leaving.abort(),
  };
}
