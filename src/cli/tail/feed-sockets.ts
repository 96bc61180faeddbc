// The sockets under `tail`. They show the text of each frame, and the command waits for their end.

import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { WebSocket } from "ws";

import type { Platform } from "../../client/index.ts";
import { thisPlatform } from "../../client/platform/platform.ts";

/** How long the answer to a close may take, milliseconds. The process ends without a later one. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * The sockets of one `SignalClient`. They come from `ws` on every version of Node, because Node 20 has no global
 * `WebSocket`. esbuild bundles `ws` into the command's one file, and its banner defines the `require` of CommonJS.
 */
export class FeedSockets {
  /** The client's `platform`. Without `fetch` the client uses sockets only. */
  readonly platform: Platform;
  readonly #open = new Set<WebSocket>();

  /** `onText` gets each text frame before the client handles it, in the same turn. */
  constructor(onText: (text: string) => void) {
    const open = this.#open;
    const { fetch: _, ...platform } = thisPlatform();
    this.platform = {
      ...platform,
      WebSocket: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          open.add(this);
          this.once("close", () => open.delete(this));
          // Listeners run in the order of their addition, and the client adds its own later.
          this.addEventListener("message", ({ data }) => {
            if (typeof data === "string") onText(data);
          });
        }
      },
    };
  }

  /** Resolves when every socket is closed, or after a second. */
  async closed(): Promise<void> {
    const closes = Promise.all(Array.from(this.#open, (socket) => once(socket, "close")));
    await Promise.race([closes, pause(CLOSE_TIMEOUT_MS)]);
  }
}
