// A producer that retries and one that falls silent, on a real server in real time.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, it } from "vitest";
import { liveProducer, type LiveProducer } from "../support/live/live-producer.ts";
import { LiveServer } from "../support/live/live-server.ts";
import { LiveSocket } from "../support/live/live-socket.ts";

interface Frame {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Message extends Frame {
  readonly seq: number;
  readonly data: { readonly n: number };
}

const MESSAGES = 60;
const KILLS = 3;
const EVERY_S = 1;

let server: LiveServer;
let producer: LiveProducer;

beforeAll(async () => {
  server = await LiveServer.start();
  producer = liveProducer();
});
afterAll(() => server.dispose());

/** Updates of one signal. Only the idempotency key identifies a retry. */
function update(n: number): string {
  return `{"type":"signal_update","signal_type":"mexc_dex","signal_id":1,"data":{"n":${n}}}`;
}

/** Sends until the service responds with 200. A producer retries after any other outcome. */
async function publishUntilAccepted(n: number): Promise<void> {
  for (;;) {
    const response = await send(update(n), { "Idempotency-Key": `update-${n}` }).catch(() => null);
    const status = response?.status;
    await response?.arrayBuffer().catch(() => null);
    if (status === 200) return;
    if (status !== undefined && status < 500) throw new Error(`refused: ${status}`);
    await pause(50);
  }
}

async function send(body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(server.url("/internal/signals"), {
    method: "POST",
    headers: {
      Authorization: `Bearer ${producer.key}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body,
    signal: AbortSignal.timeout(5_000),
  });
}

/** A v2 client that reconnects with its cursor until it is stopped. */
class Follower {
  readonly messages: Message[] = [];
  readonly recoveries: unknown[] = [];
  #epoch = "";
  #seq = 0;
  #stopped = false;
  #socket: LiveSocket | undefined;

  async follow(): Promise<void> {
    while (!this.#stopped) {
      const token = await server.token({ sub: "follower" });
      const since = this.#epoch === "" ? "" : `?since=${this.#epoch}:${this.#seq}`;
      const socket = new LiveSocket(`${server.url("/ws/signals").replace("http", "ws")}${since}`, [
        "signals.v2",
        `bearer.${token}`,
      ]);
      this.#socket = socket;
      await socket.ended;
      for (const frame of socket.frames) this.#onFrame(frame);
      if (!this.#stopped) await pause(100);
    }
  }

  /** Resolves once the first socket is live. */
  async live(): Promise<void> {
    while (!this.#socket?.frames.some((frame) => frame.startsWith('{"type":"live"')))
      await pause(5);
  }

  /** The last message of this client, also on the socket that is still open. */
  get newest(): number {
    const open = this.#socket?.frames.flatMap(messagesOf) ?? [];
    return Math.max(this.#seq, ...open.map(({ seq }) => seq));
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close(1_000);
  }

  #onFrame(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.type === "connected") {
      this.#epoch = String(frame["epoch"]);
      this.recoveries.push(frame["recovered"]);
    }
    for (const message of messagesOf(text)) {
      this.messages.push(message);
      this.#seq = message.seq;
    }
  }
}

function messagesOf(text: string): readonly Message[] {
  const frames = [JSON.parse(text) as Frame | readonly Frame[]].flat();
  return frames.filter((frame): frame is Message => frame.type === "signal_update");
}

describe("a producer that sends everything three times at once", () => {
  it("leaves one of each through three kills", async ({ expect }) => {
    const follower = new Follower();
    const following = follower.follow();
    await follower.live();
    const wanted = Array.from({ length: MESSAGES }, (_, n) => n);

    const accepted: number[] = [];
    const producing = (async () => {
      for (const n of wanted) {
        await Promise.all([
          publishUntilAccepted(n),
          publishUntilAccepted(n),
          publishUntilAccepted(n),
        ]);
        accepted.push(n);
      }
    })();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const due = (kill * MESSAGES) / (KILLS + 1);
      while (accepted.length < due) await pause(5);
      await server.kill();
      await server.start();
    }
    await producing;
    while (follower.newest < MESSAGES) await pause(20);
    follower.stop();
    await following;

    expect(follower.messages.map(({ data }) => data.n)).toEqual(wanted);
    expect(follower.messages.map(({ seq }) => seq)).toEqual(wanted.map((n) => n + 1));
    // It reconnected after each kill, and recovered each time but the first.
    expect(follower.recoveries.length).toBeGreaterThan(KILLS);
    expect(follower.recoveries.slice(1)).toEqual(follower.recoveries.slice(1).map(() => true));

    const { epoch } = await (await server.operate("GET", "/stats")).json<{ epoch: string }>();
    const page = await fetch(server.url(`/signals/log?since=${epoch}:0`), {
      headers: { Authorization: `Bearer ${await server.token()}` },
    });
    const { messages } = await page.json<{ messages: readonly Message[] }>();
    expect(messages.map(({ data }) => data.n)).toEqual(wanted);
  });
});

describe("a producer that stops", () => {
  it("is late and then down on every v2 client within a second of its time", async ({ expect }) => {
    const clients = await Promise.all(["31", "32", "33"].map(watcher));
    const before = Date.now();
    expect((await setSourceInterval(EVERY_S)).status).toBe(200);
    expect((await send("[]", {})).status).toBe(200);
    const after = Date.now();

    for (const [state, dueMs] of [
      ["late", EVERY_S * 1_000],
      ["down", 3 * EVERY_S * 1_000],
    ] as const) {
      for (const client of clients) {
        const receivedAt = await statusReceivedAt(client, state);
        expect(receivedAt).toBeGreaterThanOrEqual(before + dueMs);
        expect(receivedAt).toBeLessThan(after + dueMs + 1_000);
      }
    }

    expect((await send("[]", {})).status).toBe(200);
    for (const client of clients) await statusReceivedAt(client, "live");
    expect((await setSourceInterval(null)).status).toBe(200);
    for (const client of clients) client.close(1_000);
  });
});

async function watcher(sub: string): Promise<LiveSocket> {
  const url = server.url("/ws/signals").replace("http", "ws");
  const socket = new LiveSocket(url, ["signals.v2", `bearer.${await server.token({ sub })}`]);
  await socket.count(3);
  return socket;
}

async function setSourceInterval(everySeconds: number | null): Promise<Response> {
  return server.operate("PUT", `/sources/${producer.name}`, { expected_every_s: everySeconds });
}

/** When the client gets the state, Unix milliseconds. Earlier frames are removed. */
async function statusReceivedAt(client: LiveSocket, state: string): Promise<number> {
  for (;;) {
    const frame = client.frames.shift();
    if (frame === undefined) await client.count(1);
    else if (frame.includes(`"state":"${state}"`)) return Date.now();
  }
}
