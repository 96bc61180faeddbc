// The counts shared by all clients of a feed.

import type { WebSocket } from "ws";

export class ClientTotals {
  bytes = 0;
  resumes = 0;
  /** The reason of each resume answered with a snapshot. */
  readonly snapshots: string[] = [];
  /** Closes by the service, and how often each came. */
  readonly closes = new Map<string, number>();
  readonly unexpected: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  /** Returns the number of a text. Hundreds of clients get equal texts, and each is kept once. */
  numberOf(text: string): number {
    const existing = this.#numbers.get(text);
    if (existing !== undefined) return existing;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  closed(code: number, reason: string): void {
    const close = `${code} ${reason}`.trim();
    this.closes.set(close, (this.closes.get(close) ?? 0) + 1);
  }

  /** Calls back on the close frame itself. The library's `close` event waits for TCP, up to 30 s with workerd. */
  onCloseFrame(socket: WebSocket, onClosed: (code: number, reason: Buffer) => void): void {
    socket.on("upgrade", () => {
      queueMicrotask(() => {
        const receiver = Reflect.get(socket, "_receiver") as NodeJS.EventEmitter; // SAFETY: ws keeps it there.
        receiver.on("conclude", onClosed);
      });
    });
  }

  textOf(number: number): string {
    return this.#texts[number] ?? "";
  }
}
