// A client that can stop reading, like a phone in a tunnel. TCP stays open and nothing is read.

import { WebSocket } from "ws";

export class StallingReader {
  readonly #socket: WebSocket;
  readonly #ids: number[] = [];
  #onFrame: (() => void) | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Message | readonly Message[];
      for (const message of Array.isArray(frame)
        ? (frame as readonly Message[])
        : [frame as Message]) {
        if (message.type === "new_signal") this.#ids.push(message.data.id);
      }
      this.#onFrame?.();
    });
  }

  /** Connected, past its first frame. */
  static async connect(url: string, subprotocol: string, token: string): Promise<StallingReader> {
    const socket = new WebSocket(url, [subprotocol, `bearer.${token}`], {
      perMessageDeflate: false,
    });
    const reader = new StallingReader(socket);
    await new Promise((resolve, reject) => {
      socket.once("message", resolve);
      socket.once("error", reject);
      socket.once("close", reject);
    });
    return reader;
  }

  stall(): void {
    this.#socket.pause();
  }

  read(): void {
    this.#socket.resume();
  }

  /** Ends TCP without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }

  /** The ids of the signals, once there are this many. */
  async ids(count: number): Promise<readonly number[]> {
    while (this.#ids.length < count) {
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
    return this.#ids;
  }
}

interface Message {
  readonly type: string;
  readonly data: { readonly id: number };
}
