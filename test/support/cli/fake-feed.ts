// A stand-in for the service's socket. Records the upgrade request, then sends its frames or closes.

import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { WebSocketServer } from "ws";

/** The frames of one connection, in order, and its close frame. */
export interface Script {
  readonly frames?: readonly string[];
  readonly close?: readonly [code: number, reason: string];
}

export class FakeFeed {
  readonly upgrades: IncomingMessage[] = [];
  readonly closes: number[] = [];
  readonly #server;

  private constructor(scripts: readonly Script[]) {
    this.#server = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      handleProtocols: () => "signals.v2",
    });
    this.#server.on("connection", (socket, upgrade) => {
      const { frames = [], close } = scripts[this.upgrades.length] ?? {};
      this.upgrades.push(upgrade);
      socket.on("close", (code) => this.closes.push(code));
      for (const frame of frames) socket.send(frame);
      if (close !== undefined) socket.close(...close);
    });
  }

  /** The first connection plays the first script, and so on. Connections beyond the last one are silent. */
  static async playing(...scripts: readonly Script[]): Promise<FakeFeed> {
    const feed = new FakeFeed(scripts);
    await new Promise<void>((resolve) => feed.#server.once("listening", resolve));
    return feed;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo; // SAFETY: it listens on TCP.
    return `http://127.0.0.1:${address.port}`;
  }

  close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
