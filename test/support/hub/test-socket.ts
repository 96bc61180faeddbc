// A client socket with a queue of its frames. No frame is missed, and no test waits for a time to pass.

import { vipToken } from "../auth/access-tokens.ts";
import { problemWithFrame } from "../checks/api-docs-check.ts";
import type { TestHub } from "./test-hub.ts";

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export class TestSocket {
  readonly protocol: string | null;
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  readonly #waiting: ((frame: string) => void)[] = [];
  readonly #closed: Promise<Closed>;
  /** The fault of the first frame outside of AsyncAPI. Every later read throws it. */
  #broken: string | null = null;

  constructor(response: Response) {
    const socket = response.webSocket;
    if (socket === null) throw new Error(`no socket: ${response.status}`);
    this.#socket = socket;
    this.protocol = response.headers.get("Sec-WebSocket-Protocol");
    socket.addEventListener("message", ({ data }) => {
      const frame = String(data);
      this.#broken ??= problemWithFrame(
        this.protocol === "signals.v2" ? "signals.v2" : "signals.v1",
        frame,
      );
      const waiting = this.#waiting.shift();
      if (waiting) waiting(frame);
      else this.#frames.push(frame);
    });
    this.#closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    socket.accept();
  }

  /** Connects a VIP (user 123 unless a token is given) and reads the `connected` frame. */
  static async connect(hub: TestHub, query = "", token?: string): Promise<TestSocket> {
    const socket = await TestSocket.open(hub, query, token ?? (await vipToken()));
    await socket.next();
    return socket;
  }

  /** Connects in v2 and leaves every frame unread. */
  static async openV2(hub: TestHub, query = "", token?: string): Promise<TestSocket> {
    const bearer = token ?? (await vipToken());
    const headers = { "Sec-WebSocket-Protocol": `signals.v2, bearer.${bearer}` };
    return new TestSocket(await upgrade(hub, query, headers));
  }

  static async open(hub: TestHub, query: string, token: string): Promise<TestSocket> {
    return new TestSocket(await upgrade(hub, `token=${token}&${query}`));
  }

  /** The next frame, parsed. */
  async read(): Promise<{ readonly [key: string]: unknown }> {
    return JSON.parse(await this.next()) as { readonly [key: string]: unknown };
  }

  /** The frames up to and with the first of this type. */
  async readTo(type: string): Promise<readonly { readonly [key: string]: unknown }[]> {
    const frames = [];
    for (;;) {
      const frame = await this.read();
      frames.push(frame);
      if (frame["type"] === type) return frames;
    }
  }

  /** The next frame's text. */
  async next(): Promise<string> {
    const read = this.#frames.shift();
    const frame = read ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    this.#requireValidFrames();
    return frame;
  }

  send(frame: string | ArrayBuffer): void {
    this.#socket.send(frame);
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** The service's close frame. */
  get closed(): Promise<Closed> {
    return this.#closed.then((closed) => {
      this.#requireValidFrames();
      return closed;
    });
  }

  #requireValidFrames(): void {
    if (this.#broken !== null) throw new Error(this.#broken);
  }

  /**
   * The contents of at least `count` frames' parts, and of all others that have arrived. For more bytes than the hub
   * queues for a socket. The hub pauses such a socket, and then a pong overtakes the backlog.
   */
  async gather(
    count: number,
    contentsOf: (frame: string) => readonly string[] = (frame) => [frame],
  ): Promise<readonly string[]> {
    const found: string[] = [];
    while (found.length < count) found.push(...contentsOf(await this.next()));
    return [...found, ...(await this.drain()).flatMap(contentsOf)];
  }

  /**
   * The unread frames that have arrived. The response to a ping follows them all, unless the socket is paused.
   */
  async drain(): Promise<readonly string[]> {
    this.send('{"type": "ping"}');
    const frames: string[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame === '{"type":"pong"}') return frames;
      frames.push(frame);
    }
  }
}

export function upgrade(
  hub: TestHub,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return hub.fetch(`/ws/signals?${query}`, { headers: { Upgrade: "websocket", ...headers } });
}
