// A socket to a live server. It records the frames and the close.

import { WebSocket } from "ws";

export interface Ended {
  readonly code: number;
  readonly reason: string;
}

export class LiveSocket {
  readonly frames: string[] = [];
  /** Resolves with the service's close frame, even before TCP has ended. */
  readonly ended: Promise<Ended>;
  readonly #socket: WebSocket;
  #onFrame: (() => void) | undefined;

  constructor(url: string, protocols: readonly string[] = []) {
    const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      this.frames.push(data.toString());
      this.#onFrame?.();
    });
    this.ended = new Promise((resolve) => {
      // The library's `close` waits for TCP, but the protocol promises only the frame.
      socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
      socket.on("upgrade", () => {
        queueMicrotask(() => {
          const receiver = Reflect.get(socket, "_receiver") as NodeJS.EventEmitter; // SAFETY: ws keeps it there.
          receiver.on("conclude", (code: number, reason: Buffer) => {
            resolve({ code, reason: String(reason) });
          });
        });
      });
    });
    socket.on("error", () => {});
  }

  /** Resolves once this many frames have arrived. */
  async count(frames: number): Promise<void> {
    while (this.frames.length < frames) {
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
  }

  close(code: number): void {
    this.#socket.close(code);
  }
}
