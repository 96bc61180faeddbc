// The feed by WebSocket. The token travels as a sub-protocol: an address ends up in logs.

import { BEARER_PROTOCOL, type Dialect } from "../protocol/dialect.ts";
import { BROKEN, type Door, type Link, type Listener } from "./link.ts";
import type { Platform } from "./platform.ts";

const DIALECT: Dialect = "signals.v2";

export function openSocket(
  { url, token }: Door,
  WebSocket: NonNullable<Platform["WebSocket"]>,
  listener: Listener,
): Link {
  const socket = new WebSocket(url.href, [DIALECT, BEARER_PROTOCOL + token]);
  let open = true;

  socket.addEventListener("message", ({ data }) => {
    if (open && typeof data === "string") listener.text(data);
  });
  socket.addEventListener("close", ({ code, reason }) => end(code, reason));
  // Every error is followed by a close, which says as much as may be known.
  socket.addEventListener("error", () => undefined);

  function end(code: number, reason: string): void {
    if (!open) return;
    open = false;
    listener.closed(code, reason);
  }

  return {
    send(text) {
      try {
        if (open) socket.send(text);
      } catch {
        // Still connecting, or just gone.
        end(BROKEN, "");
      }
    },
    close() {
      open = false;
      socket.close(1000);
    },
  };
}
