// A WebSocket into a feed in memory.

import { BEARER_PROTOCOL } from "../../protocol/subprotocol.ts";
import type { Socket, SocketClose } from "../platform/platform.ts";

/** The feed behind a socket. */
export interface TestServer {
  /** Opens a connection. The client's side sends and leaves by the returned functions. */
  connect(url: URL, token: string, socket: TestSocket): { send(text: string): void; leave(): void };
}

type Listeners = {
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: SocketClose) => void)[];
  error: (() => void)[];
};

/** A socket with the events of the platform's own. */
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

  /** A frame of the service arrived. */
  receive(data: string): void {
    if (this.#closed) return;
    for (const listener of this.#listeners.message) listener({ data });
  }

  /** The service or the network ended the connection. */
  end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#listeners.close) listener({ code, reason });
  }
}
