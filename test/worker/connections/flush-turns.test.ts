// A flush over several turns of the hub. Events between two turns neither lose a message nor duplicate one.

import { runInDurableObject } from "cloudflare:test";
import { describe, it } from "vitest";
import { encodeConnect, type ConnectRequest } from "../../../src/hub-request.ts";
import type { SignalHub } from "../../../src/hub/signal-hub.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";
import { untilFlushed, splitFrame, type FeedFrame } from "../../support/model/feed-client.ts";
import { connectRequestWith } from "../../support/hub/connect-requests.ts";
import { messagesOf, UNNAMED } from "../../support/hub/producer-messages.ts";
import { freshHub, newSignal } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** One more than two turns send to. */
const SOCKETS = 2 * SERVER_LIMITS.fanOutBatch + 1;

interface FlushFixture {
  readonly hub: SignalHub;
  readonly clients: readonly TestSocket[];
  /** The hub's end of the socket that the flush reaches last. */
  readonly last: WebSocket;
}

describe("while a flush is under way", () => {
  it("the last socket gets every message once, in the order of the log", async ({ expect }) => {
    const results = await withConnectedClients(async ({ hub, clients }) => {
      publishOne(hub, "1");
      publishOne(hub, "2");
      await untilFlushed({ stub: hub });
      return Promise.all(clients.map(received));
    });

    expect(results).toHaveLength(SOCKETS);
    for (const frames of results) expect(seqsOf(frames)).toEqual([1, 2]);
  });

  it("a client that changes its filter gets the snapshot, and nothing more from the flush", async ({
    expect,
  }) => {
    const frames = await withConnectedClients(async ({ hub, clients, last }) => {
      publishOne(hub, "1");
      await hub.webSocketMessage(last, '{"type":"subscribe","filter":{"coin_name":["NB"]}}');
      publishOne(hub, "2");
      await untilFlushed({ stub: hub });
      return received(clients[SOCKETS - 1]);
    });

    expect(frames.map(({ type }) => type).join()).toBe(
      "connected,snapshot,live,subscribed,snapshot,live,new_signal",
    );
    expect(frames[4]).toMatchObject({ seq: 1, signals: [{ seq: 1 }] });
    expect(seqsOf(frames)).toEqual([2]);
  });

  it("a client whose access ends gets no more of the flush", async ({ expect }) => {
    const results = await withConnectedClients(async ({ hub, clients }) => {
      publishOne(hub, "1");
      hub.disconnect(userOf(SOCKETS - 1), null);
      await untilFlushed({ stub: hub });
      const framesByClient = await Promise.all(clients.slice(0, -1).map(received));
      return { framesByClient, closed: await clients[SOCKETS - 1]?.closed };
    });

    expect(results.closed).toEqual({ code: 1008, reason: "Unauthorized" });
    for (const frames of results.framesByClient) expect(seqsOf(frames)).toEqual([1]);
  });

  it.for([0, 1])(
    "a client that resumes from %i gets the rest of the log once",
    async (seq, { expect }) => {
      const frames = await withConnectedClients(async ({ hub }) => {
        const { epoch } = hub.stats();
        publishOne(hub, "1");
        const late = connect(hub, SOCKETS, { since: { epoch, seq } });
        publishOne(hub, "2");
        await untilFlushed({ stub: hub });
        return received(late);
      });

      expect(seqsOf(frames)).toEqual([1, 2].filter((other) => other > seq));
    },
  );
});

function withConnectedClients<Value>(
  act: (fixture: FlushFixture) => Promise<Value>,
): Promise<Value> {
  return runInDurableObject(freshHub().stub, async (hub, state) => {
    const clients: TestSocket[] = [];
    for (let number = 0; number < SOCKETS - 1; number += 1) clients.push(connect(hub, number));
    const before = new Set(state.getWebSockets());
    clients.push(connect(hub, SOCKETS - 1));
    const last = state.getWebSockets().find((socket) => !before.has(socket));
    if (last === undefined) throw new Error("the last socket is not here");
    return act({ hub, clients, last });
  });
}

function connect(hub: SignalHub, number: number, more: Partial<ConnectRequest> = {}): TestSocket {
  const connectRequest = connectRequestWith({ userId: userOf(number), ...more });
  return new TestSocket(hub.fetch(encodeConnect(connectRequest)));
}

function userOf(number: number): string {
  return `user-${number}`;
}

function publishOne(hub: SignalHub, id: string): void {
  hub.publish(messagesOf(newSignal({ id })), UNNAMED);
}

async function received(socket: TestSocket | undefined): Promise<readonly FeedFrame[]> {
  const texts = (await socket?.drain()) ?? [];
  return texts.flatMap(splitFrame).map((text) => JSON.parse(text) as FeedFrame);
}

function seqsOf(frames: readonly FeedFrame[]): readonly unknown[] {
  return frames.filter(({ type }) => type === "new_signal").map(({ seq }) => seq);
}
