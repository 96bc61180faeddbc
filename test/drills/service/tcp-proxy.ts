// The way to the service, on loopback: it can be cut without a word, reset, made slow, or lose answers.

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Slowness {
  /** Bytes a second for each connection and direction. */
  readonly bytesPerSecond: number;
  readonly delayMs: number;
}

interface ProxiedConnection {
  readonly near: Socket;
  readonly far: Socket;
}

const TICK_MS = 20;

export class TcpProxy {
  readonly #server: Server;
  readonly #connections = new Set<ProxiedConnection>();
  readonly #slowness: Slowness | undefined;
  #cut = false;
  #responsesToDrop = 0;

  private constructor(server: Server, slowness: Slowness | undefined) {
    this.#server = server;
    this.#slowness = slowness;
  }

  static async to(port: number, slowness?: Slowness): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true, noDelay: true });
    const proxy = new TcpProxy(server, slowness);
    server.on("connection", (near) => proxy.#pair(near, port));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // SAFETY: a server that listens has one.
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws/signals`;
  }

  /** A black hole: nothing passes any more, and nobody is told. */
  cut(): void {
    this.#cut = true;
    for (const { near, far } of this.#connections) {
      near.pause();
      far.pause();
    }
  }

  /** What was sent meanwhile passes too, as TCP would have it. */
  restore(): void {
    this.#cut = false;
    for (const { near, far } of this.#connections) {
      near.resume();
      far.resume();
    }
  }

  /** Resets every connection, at both ends. */
  reset(): void {
    for (const { near, far } of this.#connections) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** The next answers are cut off: what was asked arrives, what comes back does not. */
  dropResponses(count: number): void {
    this.#responsesToDrop = count;
  }

  async stop(): Promise<void> {
    for (const { near, far } of this.#connections) {
      near.destroy();
      far.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pair(near: Socket, port: number): void {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = { near, far };
    this.#connections.add(connection);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#connections.delete(connection);
        to.destroy();
      });
    }
    this.#forward(near, far);
    far.on("data", () => {
      if (this.#responsesToDrop === 0) return;
      this.#responsesToDrop -= 1;
      near.destroy();
      far.destroy();
    });
    this.#forward(far, near);
    if (!this.#cut) near.resume();
    else far.pause();
  }

  #forward(from: Socket, to: Socket): void {
    const slowness = this.#slowness;
    if (slowness === undefined) {
      from.on("data", (bytes) => to.write(bytes));
      return;
    }
    const burst = Math.max(1, Math.floor((slowness.bytesPerSecond * TICK_MS) / 1_000));
    let waiting = Buffer.alloc(0);
    const timer = setInterval(() => {
      if (waiting.length === 0) return;
      const part = waiting.subarray(0, burst);
      waiting = waiting.subarray(burst);
      setTimeout(() => to.write(part), slowness.delayMs);
      // Full enough: whoever sends has to wait, as behind a narrow line.
      if (waiting.length < 4 * burst && !this.#cut) from.resume();
    }, TICK_MS);
    from.on("data", (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      if (waiting.length >= 4 * burst) from.pause();
    });
    from.on("close", () => clearInterval(timer));
  }
}
