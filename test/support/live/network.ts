// A loopback proxy between a client and the service. It can cut the connection without notice to either side.

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts a proxy to a port of this machine. */
  static async to(port: number): Promise<Network> {
    const server = createServer({ pauseOnConnect: true });
    const network = new Network(server);
    server.on("connection", (near) => network.#join(near, port));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return network;
  }

  get port(): number {
    // SAFETY: a server that listens on a port has an address with one.
    return (this.#server.address() as AddressInfo).port;
  }

  /** Stops all traffic. Neither side gets a close. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Resumes all traffic. Bytes sent meanwhile pass too, as with TCP. */
  restore(): void {
    this.#cut = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, port: number): void {
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (!this.#cut) from.resume();
      else from.pause();
    }
  }
}
