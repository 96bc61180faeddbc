// A TCP proxy in front of the service. It can hold all bytes back, reset, throttle, or drop responses.

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Throttle {
  /** Bytes a second, for each connection and direction. */
  readonly bytesPerSecond: number;
  readonly delayMs: number;
}

interface ProxiedConnection {
  readonly downstream: Socket;
  readonly upstream: Socket;
}

const TICK_MS = 20;

export class TcpProxy {
  readonly #server: Server;
  readonly #connections = new Set<ProxiedConnection>();
  readonly #throttle: Throttle | undefined;
  #cut = false;
  #responsesToDrop = 0;

  private constructor(server: Server, throttle: Throttle | undefined) {
    this.#server = server;
    this.#throttle = throttle;
  }

  static async to(port: number, throttle?: Throttle): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true, noDelay: true });
    const proxy = new TcpProxy(server, throttle);
    server.on("connection", (downstream) => proxy.#pair(downstream, port));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // SAFETY: a server that listens has one.
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws/signals`;
  }

  /** Holds all bytes back without closing a connection, like a network partition. */
  cut(): void {
    this.#cut = true;
    for (const { downstream, upstream } of this.#connections) {
      downstream.pause();
      upstream.pause();
    }
  }

  /** Ends the partition. The bytes held back follow, as with TCP. */
  restore(): void {
    this.#cut = false;
    for (const { downstream, upstream } of this.#connections) {
      downstream.resume();
      upstream.resume();
    }
  }

  /** Resets every connection at both ends. */
  reset(): void {
    for (const { downstream, upstream } of this.#connections) {
      downstream.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  }

  /** Drops the next responses. Their requests arrive, and then the connection is closed. */
  dropResponses(count: number): void {
    this.#responsesToDrop = count;
  }

  async stop(): Promise<void> {
    for (const { downstream, upstream } of this.#connections) {
      downstream.destroy();
      upstream.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pair(downstream: Socket, port: number): void {
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = { downstream, upstream };
    this.#connections.add(connection);
    for (const [from, to] of [
      [downstream, upstream],
      [upstream, downstream],
    ] as const) {
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#connections.delete(connection);
        to.destroy();
      });
    }
    this.#forward(downstream, upstream);
    upstream.on("data", () => {
      if (this.#responsesToDrop === 0) return;
      this.#responsesToDrop -= 1;
      downstream.destroy();
      upstream.destroy();
    });
    this.#forward(upstream, downstream);
    if (!this.#cut) downstream.resume();
    else upstream.pause();
  }

  #forward(from: Socket, to: Socket): void {
    const throttle = this.#throttle;
    if (throttle === undefined) {
      from.on("data", (bytes) => to.write(bytes));
      return;
    }
    const burst = Math.max(1, Math.floor((throttle.bytesPerSecond * TICK_MS) / 1_000));
    let queued = Buffer.alloc(0);
    const timer = setInterval(() => {
      if (queued.length === 0) return;
      const part = queued.subarray(0, burst);
      queued = queued.subarray(burst);
      setTimeout(() => to.write(part), throttle.delayMs);
      // A bounded queue, so that TCP slows the sender down as on a slow network.
      if (queued.length < 4 * burst && !this.#cut) from.resume();
    }, TICK_MS);
    from.on("data", (bytes) => {
      queued = Buffer.concat([queued, bytes]);
      if (queued.length >= 4 * burst) from.pause();
    });
    from.on("close", () => clearInterval(timer));
  }
}
