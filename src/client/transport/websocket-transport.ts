// The feed by WebSocket. The token travels as a subprotocol because addresses end up in logs.

import { BEARER_PROTOCOL, type Subprotocol } from "../../protocol/subprotocol.ts";
import type { Endpoint, Transport, TransportListener } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

const SUBPROTOCOL: Subprotocol = "signals.v2";

/** Opens a WebSocket. Throws where the platform has none or forbids the address. */
export function openWebSocket(
  { url, token }: Endpoint,
  { WebSocket }: Platform,
  listener: TransportListener,
): Transport {
  if (WebSocket === undefined) throw new TypeError();
  const socket = new WebSocket(url.href, [SUBPROTOCOL, BEARER_PROTOCOL + token]);
  let open = true;
  socket.addEventListener("message", ({ data }) => {
    if (open && typeof data === "string") listener.onText(data);
  });
  socket.addEventListener("close", ({ reason }) => {
    if (open) listener.onClosed(reason);
    open = false;
  });
  // A close follows each error and says all there is to know. The package `ws` throws an error without a listener.
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
