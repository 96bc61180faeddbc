// A WebSocket into the feed, with the events of the platform's own.

import { BEARER_PROTOCOL } from "../../protocol/subprotocol.ts";
import type { Socket, SocketClose } from "../platform/platform.ts";

/** What a socket needs of the feed it connects to. */
export interface TestServer {
  /** Opens a connection; what it returns is how the client's side speaks. */
  connect(url: URL, token: string, socket: TestSocket): { send(text: string): void; leave(): void };
}

type Listeners = {
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: SocketClose) => void)[];
  error: (() => void)[];
};

export class TestSocket implements Socket {
  readonly #listeners: Listeners = { message: [], close: [], error: [] };
  readonly #connection: { send(text: string): void; leave(): void };
  #closed = false;

  constructor(server: TestServer, url: string, protocols: readonly string[]) {
    const bearer = protocols.find((protocol) => protocol.startsWith(BEARER_PROTOCOL)) ?? "";
    this.#connection = server.connect(new URL(url), bearer.slice(BEARER_PROTOCOL.length), this);
  }

  addEventListener<Type extends keyof Listeners>(
    type: Type,
    listener: Listeners[Type][number],
  ): void {
    (this.#listeners[type] as unknown[]).push(listener);
  }

  send(text: string): void {
    if (!this.#closed) this.#connection.send(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.leave();
  }

  /** A frame of the service arrives. */
  receive(data: string): void {
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
