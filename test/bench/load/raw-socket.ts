// A minimal WebSocket client. A library costs more CPU than some of the measured servers.

import { connect, type Socket } from "node:net";

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  /** The offered subprotocols, such as `signals.v2` and a token. */
  readonly protocols: readonly string[];
  /** Offers `permessage-deflate` as browsers do. A server compresses unless it declines. */
  readonly offerDeflate?: boolean;
  /** Gets the payload of each text frame. The buffer is valid only during the call. */
  readonly onFrame: (payload: Buffer) => void;
  readonly onEnd: () => void;
}

const DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
const HEADERS_END = Buffer.from("\r\n\r\n");

export class RawSocket {
  readonly #socket: Socket;
  readonly #options: RawSocketOptions;
  #buffered: Buffer | undefined;

  private constructor(socket: Socket, options: RawSocketOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Resolves once the upgrade is answered with 101. */
  static open(options: RawSocketOptions): Promise<RawSocket> {
    const { port, path, protocols, offerDeflate = false, onEnd } = options;
    const offered =
      protocols.length === 0 ? "" : `Sec-WebSocket-Protocol: ${protocols.join(", ")}\r\n`;
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      const raw = new RawSocket(socket, options);
      socket.on("error", reject);
      socket.on("close", onEnd);
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n` +
          `${offered}${offerDeflate ? DEFLATE : ""}\r\n`,
      );
      let head = Buffer.alloc(0);
      const onHandshake = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(HEADERS_END);
        if (end === -1) return;
        socket.off("data", onHandshake);
        const status = head.toString("latin1", 0, 12);
        if (status !== "HTTP/1.1 101")
          return reject(new Error(`an upgrade was answered ${status}`));
        // With compression the measurement would not be comparable, and frames could not be read here.
        if (/permessage-deflate/i.test(head.toString("latin1", 0, end)))
          return reject(new Error("the server compresses"));
        socket.on("data", (next) => raw.#parseFrames(next));
        raw.#parseFrames(head.subarray(end + HEADERS_END.length));
        resolve(raw);
      };
      socket.on("data", onHandshake);
    });
  }

  /** Sends a text of at most 125 bytes. RFC 6455 section 5.3 requires a mask, and a test may use zero. */
  send(text: string): void {
    const payload = Buffer.from(text);
    this.#socket.write(
      Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]),
    );
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #parseFrames(chunk: Buffer): void {
    const bytes = this.#buffered === undefined ? chunk : Buffer.concat([this.#buffered, chunk]);
    let offset = 0;
    while (bytes.length - offset >= 2) {
      const short = (bytes[offset + 1] ?? 0) & 0x7f;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - offset < header) break;
      const length =
        short < 126
          ? short
          : short === 126
            ? bytes.readUInt16BE(offset + 2)
            : bytes.readUIntBE(offset + 4, 6);
      const end = offset + header + length;
      if (bytes.length < end) break;
      // Each contender sends a text in one frame.
      if (bytes[offset] === 0x81) this.#options.onFrame(bytes.subarray(offset + header, end));
      offset = end;
    }
    this.#buffered = offset === bytes.length ? undefined : bytes.subarray(offset);
  }
}
