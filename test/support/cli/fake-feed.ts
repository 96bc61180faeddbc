// A stand-in for the service's socket. Records the upgrade request, then sends its frames or closes.

import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { WebSocketServer } from "ws";

interface Script {
  readonly frames?: readonly string[];
  readonly close?: readonly [code: number, reason: string];
}

export class FakeFeed {
  readonly upgrades: IncomingMessage[] = [];
  readonly closes: number[] = [];
  readonly #server;

  private constructor(script: Script) {
    this.#server = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      handleProtocols: () => "signals.v1",
    });
    this.#server.on("connection", (socket, upgrade) => {
      this.upgrades.push(upgrade);
      socket.on("close", (code) => this.closes.push(code));
      for (const frame of script.frames ?? []) socket.send(frame);
      if (script.close !== undefined) socket.close(...script.close);
    });
  }

  static async playing(script: Script): Promise<FakeFeed> {
    const double = new FakeFeed(script);
    await new Promise<void>((resolve) => double.#server.once("listening", resolve));
    return double;
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
