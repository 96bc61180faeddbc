// A stand-in for the service's publish endpoint. Records each request, and responds as configured.

import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly path: string | undefined;
  readonly body: string;
}

export class FakePublishEndpoint {
  readonly received: Received[] = [];
  readonly #server;

  private constructor(status: number, responseBody: string) {
    this.#server = createServer((request, response) => {
      void this.#onRequest(request).then(() =>
        response.writeHead(status, { "content-type": "application/json" }).end(responseBody),
      );
    });
  }

  static async start(status: number, responseBody: string): Promise<FakePublishEndpoint> {
    const endpoint = new FakePublishEndpoint(status, responseBody);
    await new Promise<void>((resolve) => endpoint.#server.listen(0, "127.0.0.1", resolve));
    return endpoint;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo; // SAFETY: it listens on TCP.
    return `http://127.0.0.1:${address.port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #onRequest(request: IncomingMessage): Promise<void> {
    const body = await text(request);
    this.received.push({ headers: request.headers, path: request.url, body });
  }
}
