// One connection to the feed, from its handshake to its end.

import { PING_FRAME } from "../../protocol/server-frames.ts";
import type { Ended } from "./close-meaning.ts";

export interface Door {
  readonly address: string;
  /** Travels as a sub-protocol: an address ends up in logs. */
  readonly token: string;
}

/** The guide's rhythm, milliseconds. A connection that was silent for a whole beat is taken for dead. */
const BEAT_MS = 30_000;

/** How long a close of ours may wait for its answer, milliseconds. */
const CLOSE_MS = 1_000;

/** Resolves when the connection has ended, whoever ended it; `stop` closes it with 1000. */
export function follow(
  door: Door,
  onFrame: (text: string) => void,
  stop: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve) => {
    const socket = new WebSocket(door.address, ["signals.v1", `bearer.${door.token}`]);
    let openedAt: number | undefined;
    let heard = false;

    const beat = setInterval(() => {
      if (!heard) {
        end(1006, openedAt === undefined ? "no answer to the handshake" : "silence");
        socket.close();
        return;
      }
      heard = false;
      socket.send(PING_FRAME);
    }, BEAT_MS);

    function end(code: number, reason: string): void {
      clearInterval(beat);
      stop.removeEventListener("abort", close);
      const openMs = openedAt === undefined ? 0 : performance.now() - openedAt;
      resolve({ code, reason, openMs });
    }

    function close(): void {
      socket.close(1000);
      setTimeout(() => end(1000, ""), CLOSE_MS);
    }

    socket.addEventListener("open", () => {
      openedAt = performance.now();
      heard = true;
    });
    socket.addEventListener("message", ({ data }) => {
      heard = true;
      if (typeof data === "string" && !stop.aborted) onFrame(data);
    });
    // Every error is followed by a close, which says as much as may be known.
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("close", ({ code, reason }) => end(code, reason));
    stop.addEventListener("abort", close);
    if (stop.aborted) close();
  });
}
