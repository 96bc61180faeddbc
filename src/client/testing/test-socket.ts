// A WebSocket into the feed, with the events of the platform's own.

import { BEARER_PROTOCOL } from "../../protocol/dialect.ts";
import type { Socket, SocketEnd } from "../platform.ts";

/** What a socket needs of the feed it connects to. */
export interface SocketDoor {
  /** Opens a connection; what it returns is how the client's side speaks. */
  connect(url: URL, token: string, socket: TestSocket): { send(text: string): void; leave(): void };
}

type Listeners = {
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: SocketEnd) => void)[];
  error: (() => void)[];
};

export class TestSocket implements Socket {
  readonly #listeners: Listeners = { message: [], close: [], error: [] };
  readonly #line: { send(text: string): void; leave(): void };
  #closed = false;

  constructor(door: SocketDoor, url: string, protocols: readonly string[]) {
    const bearer = protocols.find((protocol) => protocol.startsWith(BEARER_PROTOCOL)) ?? "";
    this.#line = door.connect(new URL(url), bearer.slice(BEARER_PROTOCOL.length), this);
  }

  addEventListener<Type extends keyof Listeners>(
    type: Type,
    listener: Listeners[Type][number],
  ): void {
    (this.#listeners[type] as unknown[]).push(listener);
  }

  send(text: string): void {
    if (!this.#closed) this.#line.send(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.leave();
  }

  /** A frame of the service arrives. */
  arrive(data: string): void {
    if (this.#closed) return;
    for (const listener of this.#listeners.message) listener({ data });
  }

  /** The connection ended, and not by this side. */
  end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners.close) listener({ code, reason });
  }
}
