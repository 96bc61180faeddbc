// The feed by WebSocket. The token travels as a sub-protocol: an address ends up in logs.

import { BEARER_PROTOCOL, type Dialect } from "../protocol/dialect.ts";
import type { Door, Link, Listener } from "./link.ts";
import type { Platform } from "./platform.ts";

const DIALECT: Dialect = "signals.v2";

export function openSocket(
  { url, token }: Door,
  { WebSocket }: Platform,
  listener: Listener,
): Link {
  if (WebSocket === undefined) throw new TypeError("no WebSocket here");
  const socket = new WebSocket(url.href, [DIALECT, BEARER_PROTOCOL + token]);
  let open = true;
  socket.addEventListener("message", ({ data }) => {
    if (open && typeof data === "string") listener.text(data);
  });
  socket.addEventListener("close", ({ reason }) => {
    if (open) listener.closed(reason);
    open = false;
  });
  // Every error is followed by a close, which says as much as may be known.
  socket.addEventListener("error", () => undefined);

  return {
    send(text) {
      if (open) socket.send(text);
    },
    close() {
      open = false;
      socket.close(1000);
    },
  };
}
