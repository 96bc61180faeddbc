// Clients connect while stored signals wait for the flush. No message is lost and none arrives twice.

import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { encodeConnect } from "../../../src/hub-request.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock } from "../../support/hub/clock.ts";
import { untilFlushed, splitFrame, type FeedFrame } from "../../support/model/feed-client.ts";
import { connectRequestWith } from "../../support/hub/connect-requests.ts";
import { messagesOf, UNNAMED } from "../../support/hub/producer-messages.ts";
import {
  freshHub,
  newSignal,
  postWithoutFlush,
  publish,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

describe("while messages are queued", () => {
  // The first message is flushed in its own turn. Later ones wait for the next.
  it.for<[string, number, number, string]>([
    ["alone with its filter, from before the flush", 0, 0, ""],
    ["alone with its filter, from the flush", 1, 0, ""],
    ["alone with its filter, from between", 2, 0, ""],
    ["alone with its filter, from the newest", 3, 0, ""],
    ["beside another of its filter, from before the flush", 0, 1, ""],
    ["beside another of its filter, from the flush", 1, 1, ""],
    ["beside another of its filter, from between", 2, 1, ""],
    ["beside another of its filter, from the newest", 3, 1, ""],
    ["alone with a filter of its own, from the flush", 1, 0, "NB"],
    ["beside another of its own filter, from the flush", 1, 1, "NB"],
  ])("a client connects %s: no gap, no duplicate", async ([, seq, others, coin], { expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    const filter = coin === "" ? {} : { coinNames: [coin] };
    for (let count = 0; count < others; count += 1) {
      await TestSocket.openV2(hub, coin === "" ? "" : `coin_name=${coin}`);
    }

    // All in one turn of the hub, so the flush can't come in between.
    const frames = await runInDurableObject(hub.stub, async (instance) => {
      for (const id of ["1", "2", "3"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
      const response = instance.fetch(
        encodeConnect(connectRequestWith({ filter, since: { epoch, seq } })),
      );
      instance.publish(messagesOf(newSignal({ id: "4" })), UNNAMED);
      const client = new TestSocket(response);
      await untilFlushed({ stub: instance });
      return received(client);
    });

    const seqs = frames.filter(isMessage).map(({ seq }) => seq);
    expect(seqs).toEqual([1, 2, 3, 4].filter((other) => other > seq));
  });

  it.for([0, 1])(
    "a client without a cursor connects beside %i: the snapshot, then later messages",
    async (others, { expect }) => {
      const hub = freshHub();
      for (let count = 0; count < others; count += 1) await TestSocket.openV2(hub);

      const frames = await runInDurableObject(hub.stub, async (instance) => {
        for (const id of ["1", "2", "3"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
        const response = instance.fetch(encodeConnect(connectRequestWith({})));
        for (const id of ["4", "5"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
        const client = new TestSocket(response);
        await untilFlushed({ stub: instance });
        return received(client);
      });

      expect(frames).toMatchObject([
        { type: "connected", seq: 3, recovered: false },
        { type: "snapshot", seq: 3, signals: [{ seq: 3 }, { seq: 2 }, { seq: 1 }], more: false },
        { type: "live", seq: 3 },
        { type: "new_signal", seq: 4 },
        { type: "new_signal", seq: 5 },
      ]);
    },
  );

  it.for([0, 1])(
    "a v1 client beside %i others gets only later messages",
    async (others, { expect }) => {
      const hub = freshHub();
      for (let count = 0; count < others; count += 1) {
        await TestSocket.open(hub, "", await vipToken());
      }

      const frames = await runInDurableObject(hub.stub, async (instance) => {
        for (const id of ["1", "2", "3"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
        const response = instance.fetch(
          encodeConnect(connectRequestWith({ subprotocol: "signals.v1", selectedProtocol: null })),
        );
        instance.publish(messagesOf(newSignal({ id: "4" })), UNNAMED);
        const client = new TestSocket(response);
        await untilFlushed({ stub: instance });
        return received(client);
      });

      expect(frames).toMatchObject([
        { type: "connected" },
        { type: "new_signal", data: { id: 4 } },
      ]);
    },
  );

  it.for([0, 1, 2, 3])(
    "and publish requests are in flight through the Worker, after %i responses",
    async (responses, { expect }) => {
      const hub = await hubOfFive();
      const { epoch } = await hub.stub.stats();
      const filters = ["", "coin_name=NB", "min_spread=8"];

      const publishing = [6, 7, 8, 9].map((id) =>
        postWithoutFlush(hub, newSignal({ id: String(id) })),
      );
      await Promise.all(publishing.slice(0, responses));
      const clients = await Promise.all(
        filters.flatMap((query) =>
          [3, 5].map((seq) => TestSocket.openV2(hub, `${query}&since=${epoch}:${seq}`)),
        ),
      );
      await Promise.all(publishing);
      await untilFlushed(hub);

      for (const [index, client] of clients.entries()) {
        const seqs = (await received(client)).filter(isMessage).map(({ seq }) => seq);
        expect(seqs).toEqual(index % 2 === 0 ? [4, 5, 6, 7, 8, 9] : [6, 7, 8, 9]);
      }
    },
  );
});

async function hubOfFive(): Promise<TestHub> {
  const hub = freshHub();
  for (const id of ["1", "2", "3", "4", "5"]) await publish(hub, newSignal({ id }));
  return hub;
}

async function received(socket: TestSocket): Promise<readonly FeedFrame[]> {
  const texts = await socket.drain();
  return texts.flatMap(splitFrame).map((text) => JSON.parse(text) as FeedFrame);
}

function isMessage({ type }: FeedFrame): boolean {
  return type === "new_signal" || type === "signal_update";
}
