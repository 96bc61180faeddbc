// What all the clients of a feed count together.

import type { WebSocket } from "ws";

export class ClientTotals {
  bytes = 0;
  resumes = 0;
  /** Resumes that the hub answered with a snapshot, by reason. */
  readonly snapshots: string[] = [];
  /** Closes that neither we nor a kill asked for. */
  readonly closes = new Map<string, number>();
  readonly unexpected: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  /** Equal texts are kept once: hundreds of clients get the same messages. */
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

  /** The library's `close` waits for TCP to end, which takes workerd up to 30 s: the frame itself will do. */
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
