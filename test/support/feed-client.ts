// A client of the feed as the guide and the protocol want it: it keeps its position, its book and every
// message it handled, across as many sockets as it takes.

import { elements } from "../../src/protocol/json-text.ts";
import type { Dialect } from "../../src/protocol/dialect.ts";
import type { WireFilter } from "../../src/protocol/filter.ts";
import { json } from "./checked-json.ts";
import type { TestHub } from "./test-hub.ts";
import { freshAddress } from "./front-door.ts";
import { TestSocket, upgrade, type Closed } from "./test-socket.ts";

export type FeedFrame = { readonly [key: string]: unknown };

/** The texts in a frame: v2 joins messages into arrays. */
export function unjoin(frame: string): readonly string[] {
  return frame.startsWith("[") ? elements(json(frame)) : [frame];
}

/** A filter as the query of a connect has it. */
export function filterQuery(filter: WireFilter): string {
  const fields = Object.entries(filter).map(([field, value]) => `${field}=${String(value)}`);
  return fields.join("&");
}

/** What a hub, or its stub, tells of what is still to be sent. */
interface Pace {
  stats(): Counts | PromiseLike<Counts>;
}

interface Counts {
  readonly gathered: number;
  readonly behind: number;
}

/** Waits until nothing gathers and nobody is behind: what was published is on its way to everybody. */
export async function settle({ stub }: { readonly stub: Pace }): Promise<void> {
  for (let round = 0; round < 3_000; round += 1) {
    const { gathered, behind } = await stub.stats();
    if (gathered === 0 && behind === 0) return;
    // The hub shares this thread: without a pause its own timer would never come up.
    await scheduler.wait(1);
  }
  throw new Error("somebody is behind for good");
}

interface Login {
  readonly dialect: Dialect;
  readonly token: string;
}

export class FeedClient {
  readonly #hub: TestHub;
  readonly #login: Login;
  filter: WireFilter;
  /** The present socket; `null` while offline. */
  #socket: TestSocket | null = null;
  #closed: Closed | null = null;
  /** v2: the last message handled, as `<epoch>:<seq>`. */
  position: string | null = null;
  /** The messages handled since the last state, as texts without their array. */
  readonly messages: string[] = [];
  /** The last state that was sent, as texts, page by page; `null` before the first. */
  snapshot: { readonly seq: number; readonly signals: readonly string[] } | null = null;
  /** Every other frame since this was last looked at. */
  readonly others: FeedFrame[] = [];
  #pages: string[] = [];
  #asked = false;

  constructor(hub: TestHub, login: Login, filter: WireFilter = {}) {
    this.#hub = hub;
    this.#login = login;
    this.filter = filter;
  }

  get dialect(): Login["dialect"] {
    return this.#login.dialect;
  }

  get online(): boolean {
    return this.#socket !== null;
  }

  /** How the service ended the last socket; `null` where it didn't. */
  get closed(): Closed | null {
    return this.#closed;
  }

  /** Opens a socket; v2 resumes from its position. What it is sent is read by `sync`. */
  async connect(): Promise<void> {
    const { dialect, token } = this.#login;
    this.#closed = null;
    // v1 has no way to say where it was.
    if (dialect === "signals.v1") this.messages.length = 0;
    const since = this.position === null ? "" : `&since=${this.position}`;
    const socket = new TestSocket(
      await upgrade(this.#hub, filterQuery(this.filter) + since, {
        "Sec-WebSocket-Protocol": `${dialect}, bearer.${token}`,
        "CF-Connecting-IP": freshAddress(),
      }),
    );
    this.#socket = socket;
    void this.#noteEnd(socket);
  }

  async #noteEnd(socket: TestSocket): Promise<void> {
    const closed = await socket.closed;
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#closed = closed;
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.close(1000);
    await socket.closed;
  }

  /** Waits until the service has ended the socket. */
  async ended(): Promise<void> {
    await this.#socket?.closed;
  }

  subscribe(filter: WireFilter): void {
    this.filter = filter;
    this.#socket?.send(JSON.stringify({ type: "subscribe", filter }));
  }

  /** Reads what has arrived. The keepalive's answer, which costs the hub nothing, tells that it is all. */
  async sync(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    this.#asked = false;
    await this.#readTo(socket, '{"type":"ping"}');
    // With a space it is the hub that answers, and then it has heard our pong too.
    if (this.#asked) await this.#readTo(socket, '{"type": "ping"}');
  }

  /** The same, once the hub has answered whatever was said to it. */
  async settle(): Promise<void> {
    if (this.#socket !== null) await this.#readTo(this.#socket, '{"type": "ping"}');
  }

  async #readTo(socket: TestSocket, ping: string): Promise<void> {
    try {
      socket.send(ping);
    } catch {
      // It is closing: what it was sent before is here, and the close is on its way.
    }
    for (;;) {
      const word = await Promise.race([socket.next(), socket.closed]);
      if (typeof word !== "string" || word === '{"type":"pong"}') return;
      for (const text of unjoin(word)) this.#handle(socket, text);
    }
  }

  #handle(socket: TestSocket, text: string): void {
    const frame = JSON.parse(text) as FeedFrame;
    switch (frame["type"]) {
      case "new_signal":
      case "signal_update":
        this.messages.push(text);
        this.#moveTo(frame["seq"]);
        return;
      case "snapshot":
        this.#turnPage(text, frame);
        return;
      case "ping":
        this.#asked = true;
        socket.send('{"type":"pong"}');
        return;
      case "connected":
        if (typeof frame["epoch"] === "string") {
          this.position = `${frame["epoch"]}:${String(frame["seq"])}`;
        }
        break;
      case "live":
        this.#moveTo(frame["seq"]);
        break;
    }
    this.others.push(frame);
  }

  #turnPage(text: string, { seq, more }: FeedFrame): void {
    const signals = /"signals":(?<list>\[.*\]),"more":(?:true|false)\}$/.exec(text)?.groups?.[
      "list"
    ];
    this.#pages.push(...elements(json(signals ?? "[]")));
    if (more === true) return;
    this.snapshot = { seq: Number(seq), signals: this.#pages };
    this.#pages = [];
    this.messages.length = 0;
  }

  #moveTo(seq: unknown): void {
    if (this.position === null || typeof seq !== "number") return;
    this.position = `${this.position.split(":")[0] ?? ""}:${seq}`;
  }
}
