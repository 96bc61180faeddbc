// A producer with one keep-alive connection. It sends the next request after the response to the last.

import { connect, type Socket } from "node:net";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { now } from "./clock.ts";

const MESSAGE_BYTES = 256;
const RESPONSE_HEAD_END = "\r\n\r\n";

/** The publish endpoint of a server. */
export interface PublishEndpoint {
  readonly port: number;
  readonly path: string;
}

/** The publish endpoint of a hub on this port. */
export function hubEndpoint(port: number): PublishEndpoint {
  return { port, path: "/internal/signals" };
}

/** Returns a signal of 256 bytes with its number and `sentAt` in Unix milliseconds. */
export function signalText(number: number, sentAt = now()): string {
  const head = `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${number},"coin_name":"NB","position":"SHORT","spread":8.84,"n":${number},"at":${sentAt.toFixed(2)},"note":"`;
  return `${head.padEnd(MESSAGE_BYTES - 3, "-")}"}}`;
}

export class HttpProducer {
  readonly #socket: Socket;
  readonly #head: string;
  #buffer = "";
  #onStatus: ((status: number) => void) | undefined;

  constructor({ port, path }: PublishEndpoint) {
    this.#head =
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${PRODUCER_KEY}\r\n` +
      `Content-Type: application/json\r\nContent-Length: `;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.setEncoding("latin1").on("data", (text: string) => this.#onData(text));
    this.#socket.on("error", () => this.#onStatus?.(0));
  }

  /** Resolves with the status of the response, or with 0 after a connection error. */
  post(body: string): Promise<number> {
    return new Promise((resolve) => {
      this.#onStatus = resolve;
      this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`);
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #onData(text: string): void {
    this.#buffer += text;
    const end = this.#buffer.indexOf(RESPONSE_HEAD_END);
    if (end === -1) return;
    const head = this.#buffer.slice(0, end);
    const bodyLength = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? -1);
    if (bodyLength === -1) throw new Error("a response has no Content-Length");
    if (this.#buffer.length < end + RESPONSE_HEAD_END.length + bodyLength) return;
    this.#buffer = "";
    this.#onStatus?.(Number(head.slice(9, 12)));
  }
}
