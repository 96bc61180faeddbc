// A client of the feed, as the guide and the protocol describe it. It keeps its cursor, its snapshot and every
// handled message across any number of sockets.

import { items } from "../../../src/json/raw-json.ts";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";
import type { WireFilter } from "../../../src/protocol/filter.ts";
import { json } from "../json/checked-json.ts";
import type { TestHub } from "../hub/test-hub.ts";
import { uniqueAddress } from "../hub/upgrade.ts";
import { TestSocket, upgrade, type Closed } from "../hub/test-socket.ts";

export type FeedFrame = { readonly [key: string]: unknown };

/** The texts in a frame. v2 joins messages into arrays. */
export function splitFrame(frame: string): readonly string[] {
  return frame.startsWith("[") ? items(json(frame)) : [frame];
}

/** A filter as the query of a connect. */
export function filterQuery(filter: WireFilter): string {
  const fields = Object.entries(filter).map(([field, value]) => `${field}=${String(value)}`);
  return fields.join("&");
}

/** The delivery stats of a hub, or of its stub. */
interface HubStatsReader {
  stats(): DeliveryStats | PromiseLike<DeliveryStats>;
}

interface DeliveryStats {
  readonly queued_messages: number;
  readonly catching_up: number;
}

/** Waits until the queue is empty and no socket is catching up. All published messages are then sent. */
export async function untilFlushed({ stub }: { readonly stub: HubStatsReader }): Promise<void> {
  for (let round = 0; round < 3_000; round += 1) {
    const { queued_messages: queuedMessages, catching_up: catchingUp } = await stub.stats();
    if (queuedMessages === 0 && catchingUp === 0) return;
    // The hub shares this thread. Without a pause its own timer would never fire.
    await scheduler.wait(1);
  }
  throw new Error("a socket never caught up");
}

interface ConnectOptions {
  readonly subprotocol: Subprotocol;
  readonly token: string;
}

export class FeedClient {
  readonly #hub: TestHub;
  readonly #options: ConnectOptions;
  filter: WireFilter;
  /** The open socket, `null` while offline. */
  #socket: TestSocket | null = null;
  #closed: Closed | null = null;
  /** The last handled message of v2, as `<epoch>:<seq>`. */
  cursor: string | null = null;
  /** The messages handled since the last snapshot, as texts without their array. */
  readonly messages: string[] = [];
  /** The last snapshot, as texts, page by page. `null` before the first. */
  snapshot: { readonly seq: number; readonly signals: readonly string[] } | null = null;
  /** Every other frame since the last check. */
  readonly others: FeedFrame[] = [];
  #pages: string[] = [];
  #pinged = false;

  constructor(hub: TestHub, options: ConnectOptions, filter: WireFilter = {}) {
    this.#hub = hub;
    this.#options = options;
    this.filter = filter;
  }

  get subprotocol(): ConnectOptions["subprotocol"] {
    return this.#options.subprotocol;
  }

  get online(): boolean {
    return this.#socket !== null;
  }

  /** The service's close of the last socket, `null` where the service didn't close it. */
  get closed(): Closed | null {
    return this.#closed;
  }

  /** Opens a socket, with the cursor in v2. `sync` reads its frames. */
  async connect(): Promise<void> {
    const { subprotocol, token } = this.#options;
    this.#closed = null;
    // v1 has no cursor.
    if (subprotocol === "signals.v1") this.messages.length = 0;
    const since = this.cursor === null ? "" : `&since=${this.cursor}`;
    const socket = new TestSocket(
      await upgrade(this.#hub, filterQuery(this.filter) + since, {
        "Sec-WebSocket-Protocol": `${subprotocol}, bearer.${token}`,
        "CF-Connecting-IP": uniqueAddress(),
      }),
    );
    this.#socket = socket;
    void this.#onClose(socket);
  }

  async #onClose(socket: TestSocket): Promise<void> {
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

  /** Waits until the service has closed the socket. */
  async ended(): Promise<void> {
    await this.#socket?.closed;
  }

  subscribe(filter: WireFilter): void {
    this.filter = filter;
    this.#socket?.send(JSON.stringify({ type: "subscribe", filter }));
  }

  /** Reads the frames so far. The keepalive's response follows them all and costs the hub nothing. */
  async sync(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    this.#pinged = false;
    await this.#readTo(socket, '{"type":"ping"}');
    // The ping with a space is answered by the hub itself, after it has read the pong.
    if (this.#pinged) await this.#readTo(socket, '{"type": "ping"}');
  }

  /** The same, once the hub has answered all earlier frames. */
  async syncWithHub(): Promise<void> {
    if (this.#socket !== null) await this.#readTo(this.#socket, '{"type": "ping"}');
  }

  async #readTo(socket: TestSocket, ping: string): Promise<void> {
    try {
      socket.send(ping);
    } catch {
      // The socket is closing. Earlier frames are here, and the close follows.
    }
    for (;;) {
      const event = await Promise.race([socket.next(), socket.closed]);
      if (typeof event !== "string" || event === '{"type":"pong"}') return;
      for (const text of splitFrame(event)) this.#handle(socket, text);
    }
  }

  #handle(socket: TestSocket, text: string): void {
    const frame = JSON.parse(text) as FeedFrame;
    switch (frame["type"]) {
      case "new_signal":
      case "signal_update":
        this.messages.push(text);
        this.#advanceCursor(frame["seq"]);
        return;
      case "snapshot":
        this.#onSnapshotPage(text, frame);
        return;
      case "ping":
        this.#pinged = true;
        socket.send('{"type":"pong"}');
        return;
      case "connected":
        if (typeof frame["epoch"] === "string") {
          this.cursor = `${frame["epoch"]}:${String(frame["seq"])}`;
        }
        break;
      case "live":
        this.#advanceCursor(frame["seq"]);
        break;
    }
    this.others.push(frame);
  }

  #onSnapshotPage(text: string, { seq, more }: FeedFrame): void {
    const signals = /"signals":(?<list>\[.*\]),"more":(?:true|false)\}$/.exec(text)?.groups?.[
      "list"
    ];
    this.#pages.push(...items(json(signals ?? "[]")));
    if (more === true) return;
    this.snapshot = { seq: Number(seq), signals: this.#pages };
    this.#pages = [];
    this.messages.length = 0;
  }

  #advanceCursor(seq: unknown): void {
    if (this.cursor === null || typeof seq !== "number") return;
    this.cursor = `${this.cursor.split(":")[0] ?? ""}:${seq}`;
  }
}
