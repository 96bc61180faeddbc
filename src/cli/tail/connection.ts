// One connection to the feed, from its handshake to its end.

import { PING_FRAME } from "../../protocol/server-messages.ts";
import type { ClosedConnection } from "./reconnect-policy.ts";

export interface FeedEndpoint {
  readonly url: string;
  /** Travels as a sub-protocol: an address ends up in logs. */
  readonly token: string;
}

/** The guide's rhythm, milliseconds. A connection that was silent for a whole beat is taken for dead. */
const PING_INTERVAL_MS = 30_000;

/** How long a close of ours may wait for its answer, milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** Resolves when the connection has ended, whoever ended it; `stop` closes it with 1000. */
export function runConnection(
  endpoint: FeedEndpoint,
  onFrame: (text: string) => void,
  stop: AbortSignal,
): Promise<ClosedConnection> {
  return new Promise((resolve) => {
    const socket = new WebSocket(endpoint.url, ["signals.v1", `bearer.${endpoint.token}`]);
    let openedAt: number | undefined;
    let receivedSincePing = false;

    const pingTimer = setInterval(() => {
      if (!receivedSincePing) {
        end(1006, openedAt === undefined ? "no answer to the handshake" : "silence");
        socket.close();
        return;
      }
      receivedSincePing = false;
      socket.send(PING_FRAME);
    }, PING_INTERVAL_MS);

    function end(code: number, reason: string): void {
      clearInterval(pingTimer);
      stop.removeEventListener("abort", close);
      const openMs = openedAt === undefined ? 0 : performance.now() - openedAt;
      resolve({ code, reason, openMs });
    }

    function close(): void {
      socket.close(1000);
      setTimeout(() => end(1000, ""), CLOSE_TIMEOUT_MS);
    }

    socket.addEventListener("open", () => {
      openedAt = performance.now();
      receivedSincePing = true;
    });
    socket.addEventListener("message", ({ data }) => {
      receivedSincePing = true;
      if (typeof data === "string" && !stop.aborted) onFrame(data);
    });
    // Every error is followed by a close, which says as much as may be known.
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", ({ code, reason }) => end(code, reason));
    stop.addEventListener("abort", close);
    if (stop.aborted) close();
  });
}
