// Raw requests over TCP, with bytes refused by an HTTP client.

import { connect } from "node:net";

export interface RawResponse {
  /** The HTTP status, or 0 where none came before the end or the timeout. */
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 5_000;

/** Sends the bytes, reads until `isEnough` or the end, and resets. A reset leaves no port in TIME_WAIT. */
export function rawRequest(
  port: number,
  bytes: string | Uint8Array,
  isEnough: (text: string) => boolean = (text) => text.includes("\r\n\r\n"),
): Promise<RawResponse> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let text = "";
    const done = (): void => {
      socket.resetAndDestroy();
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      resolve({ status, text });
    };
    socket.setTimeout(TIMEOUT_MS, done);
    socket.on("error", done);
    socket.on("end", done);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (isEnough(text)) done();
    });
    socket.write(bytes);
  });
}

/** The text of an upgrade request with this query and these headers. */
export function upgradeText(query: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({
    Host: "127.0.0.1",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `GET /ws/signals${query} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
