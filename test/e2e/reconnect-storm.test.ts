// A thousand clients of a killed service. They reconnect spread out, none too early, and miss nothing.

import { afterAll, beforeAll, describe, it } from "vitest";
import { SignalClient } from "../../src/client/index.ts";
import { thisPlatform } from "../../src/client/platform/platform.ts";
import { EventRecorder } from "../support/client/event-recorder.ts";
import { LiveServer } from "../support/live/live-server.ts";

const CLIENTS = 1_000;
/** A user may hold ten sockets. */
const USERS = CLIENTS / 10;
/** The first wait, milliseconds. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 1_500;

let server: LiveServer;

beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(() => server.dispose());

/** A client that records the time of its disconnect and of its next attempt. */
class ReconnectingClient {
  readonly recorder: EventRecorder;
  lostAt = 0;
  plannedDelay = 0;
  reconnectedAt = 0;

  constructor(token: string) {
    const tried = () => {
      if (this.lostAt > 0 && this.reconnectedAt === 0) this.reconnectedAt = Date.now();
    };
    const { WebSocket, ...platform } = thisPlatform();
    if (WebSocket === undefined) throw new Error("these tests need a Node with WebSocket");
    class Watched extends WebSocket {
      constructor(url: string, protocols: string[]) {
        tried();
        super(url, protocols);
      }
    }
    const client = new SignalClient({
      url: server.url(""),
      token,
      platform: { ...platform, WebSocket: Watched },
    });
    this.recorder = new EventRecorder(client);
    client.on("connection", (connection) => {
      if (connection.status !== "waiting" || this.lostAt > 0) return;
      this.lostAt = Date.now();
      this.plannedDelay = connection.until - this.lostAt;
    });
    client.connect();
  }
}

async function publish(id: number): Promise<void> {
  const body = `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${id}}}`;
  for (;;) {
    const response = await server.post(body).catch(() => undefined);
    if (response?.ok) return;
  }
}

describe("a thousand clients", () => {
  it(
    "reconnect spread over the first wait, none before it, and miss nothing",
    { timeout: 120_000 },
    async ({ expect, onTestFinished }) => {
      const tokens = await Promise.all(
        Array.from({ length: USERS }, (_, user) => server.token({ sub: String(1_000 + user) })),
      );
      const herd: ReconnectingClient[] = [];
      onTestFinished(() => {
        for (const { recorder } of herd) recorder.client.close();
      });
      for (const token of Array.from({ length: CLIENTS }, (_, n) => tokens[n % USERS] ?? "")) {
        herd.push(new ReconnectingClient(token));
        // A hundred at a time. Connecting is not under test.
        if (herd.length % 100 === 0)
          await Promise.all(herd.map(({ recorder }) => recorder.untilStatus("live")));
      }

      await publish(1);
      await Promise.all(herd.map(({ recorder }) => recorder.untilMessages(1)));
      await server.kill();
      await server.start();
      await publish(2);
      await Promise.all(herd.map(({ recorder }) => recorder.untilMessages(2)));
      await publish(3);
      await Promise.all(herd.map(({ recorder }) => recorder.untilMessages(3)));

      const early = herd.filter(
        ({ lostAt, reconnectedAt }) => reconnectedAt - lostAt < MIN_RETRY_MS,
      );
      const tenths = Array.from({ length: 10 }, () => 0);
      for (const { plannedDelay } of herd) {
        const tenth = Math.floor(
          ((plannedDelay - MIN_RETRY_MS) / (MAX_RETRY_MS - MIN_RETRY_MS)) * 10,
        );
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
      expect(early).toEqual([]);
      // A hundred is expected in each tenth. Sixty or fewer has a chance of one in ten thousand.
      expect(tenths).toHaveLength(10);
      expect(tenths.filter((count) => count < 50 || count > 160)).toEqual([]);
      expect(herd.filter(({ recorder }) => recorder.gaps.length > 0)).toEqual([]);
      expect(
        new Set(
          herd.map(({ recorder }) => recorder.messages.map(({ signal_id }) => signal_id).join()),
        ),
      ).toEqual(new Set(["1,2,3"]));
    },
  );
});
