// The snapshot lists the open signals in pages, newest first. All later messages follow it, and no others.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { untilFlushed, splitFrame, type FeedFrame } from "../../support/model/feed-client.ts";
import { messagesOf, UNNAMED } from "../../support/hub/producer-messages.ts";
import {
  freshHub,
  newSignal,
  postWithoutFlush,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

describe("with no open signal", () => {
  it.for(["", "coin_name=NB"])("is one empty page: '%s'", async (query, { expect }) => {
    const hub = freshHub();

    expect(await pagesOf(hub, query)).toEqual([page(0, [])]);
  });

  it("is one empty page under a filter that nothing matches", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());

    expect(await pagesOf(hub, "coin_name=BTC")).toEqual([page(1, [])]);
  });
});

it("the last changed signal is first", async ({ expect }) => {
  const hub = freshHub();
  await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }), newSignal({ id: "3" }));
  await publish(hub, signalUpdate("1", "{}"));

  expect(await idsOf(hub)).toEqual([1, 3, 2]);
  await publish(hub, signalUpdate("2", '{"spread":1}'), signalUpdate("3", '{"spread":1}'));
  expect(await idsOf(hub)).toEqual([3, 2, 1]);
});

describe("a signal in it", () => {
  it("is merged digit for digit, in the order of its keys", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    const id = "12345678901234567890";
    await publish(hub, newSignal({ id, price: "0.00670000" }));
    await publish(
      hub,
      signalUpdate(id, '{"spread":9.10,"tick":-0}'),
      signalUpdate(id, '{"price":1E-5,"note":"\\u00e9"}'),
    );

    const data =
      `{"id":${id},"coin_name":"NB","position":"SHORT","spread":9.10,` +
      '"created_at":"2025-12-14T12:00:00Z","price":1E-5,"tick":-0,"note":"\\u00e9"}';
    expect(await pagesOf(hub)).toEqual([page(3, [signal(3, now, data)])]);
    await evictDurableObject(hub.stub);
    expect(await pagesOf(hub, "min_spread=9.1")).toEqual([page(3, [signal(3, now, data)])]);
  });

  it("that an update started has its id", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    await publish(hub, signalUpdate("7", '{"spread":1.50}'), signalUpdate('"x-7"', "{}"));

    expect(await pagesOf(hub)).toEqual([
      page(2, [signal(2, now, '{"id":"x-7"}'), signal(1, now, '{"id":7,"spread":1.50}')]),
    ]);
  });

  it("carries its own expiry, after updates too", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    const ends = new Date(now + 60_000).toISOString();
    await publish(hub, expiring(newSignal({ id: "1" }), ends));
    await publish(hub, signalUpdate("1", '{"spread":1}'));

    const data = dataOf(newSignal({ id: "1", spread: "1" }));
    expect(await pagesOf(hub)).toEqual([
      page(2, [signal(2, now, data).replace(/\}$/, `,"expires_at":"${ends}"}`)]),
    ]);
  });
});

describe("a signal is in it until its expiry, to the millisecond", () => {
  it.for<[string, boolean]>([
    ["requested before", true],
    ["never requested before", false],
  ])("its own, %s", async ([, before], { expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    const ends = new Date(now + 5_000).toISOString();
    await publish(hub, newSignal({ id: "1" }), expiring(newSignal({ id: "2" }), ends));
    if (before) expect(await idsOf(hub)).toEqual([2, 1]);

    setClock(now + 4_999);
    expect(await idsOf(hub)).toEqual([2, 1]);
    setClock(now + 5_000);
    expect(await idsOf(hub)).toEqual([1]);
  });

  it.for([false, true])(
    "seven days after its last message, pruned by alarm: %s",
    async (pruned, { expect }) => {
      const now = stopClock(60_000) * 1_000;
      const hub = freshHub();
      await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
      setClock(now + 1_000);
      await publish(hub, signalUpdate("1", "{}"));

      setClock(now + LIMITS.signalTtlMs - 1);
      if (pruned) await runDurableObjectAlarm(hub.stub);
      expect(await idsOf(hub)).toEqual([1, 2]);
      setClock(now + LIMITS.signalTtlMs);
      if (pruned) await runDurableObjectAlarm(hub.stub);
      expect(await idsOf(hub)).toEqual([1]);
      setClock(now + LIMITS.signalTtlMs + 1_000);
      if (pruned) await runDurableObjectAlarm(hub.stub);
      expect(await idsOf(hub)).toEqual([]);
    },
  );

  it("and a later update starts a record with nothing of the old one", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));

    setClock(now + LIMITS.signalTtlMs);
    await publish(hub, signalUpdate("1", '{"spread":2}'));

    expect(await pagesOf(hub)).toEqual([
      page(2, [signal(2, now + LIMITS.signalTtlMs, '{"id":1,"spread":2}')]),
    ]);
  });
});

it("has only the filter's matches, evaluated on the merged signal", async ({ expect }) => {
  const hub = freshHub();
  await publish(
    hub,
    newSignal({ id: "1", spread: "1" }),
    newSignal({ id: "2", spread: "-9" }),
    newSignal({ id: "3", coin_name: '"BTC"' }),
    newSignal({ id: "4", position: '"LONG"' }),
    signalUpdate("5", '{"spread":50}'),
  );
  await publish(hub, signalUpdate("1", '{"spread":9}'), signalUpdate("4", '{"spread":2}'));

  for (const [query, ids] of [
    ["", [4, 1, 5, 3, 2]],
    ["coin_name=NB", [4, 1, 2]],
    ["min_spread=9", [1, 5, 2]],
    ["min_spread=9&coin_name=NB", [1, 2]],
    ["position=LONG,SHORT", [4, 1, 3, 2]],
    ["signal_type=funding_rate", []],
  ] as const) {
    expect(await idsOf(hub, query), query).toEqual(ids);
  }
});

describe("of many signals", () => {
  it("comes in pages, each but the last with `more`, the same for every client", async ({
    expect,
  }) => {
    const hub = freshHub();
    await fillSignals(hub, 60);

    const pages = await pagesOf(hub);

    expect(pages.length).toBeGreaterThan(3);
    const parsed = pages.map((text) => JSON.parse(text) as Page);
    expect(parsed.map(({ more }) => more)).toEqual(
      pages.map((_, index) => index < pages.length - 1),
    );
    expect(parsed.map(({ seq }) => seq)).toEqual(pages.map(() => 60));
    const ids = Array.from({ length: 60 }, (_, index) => 60 - index);
    expect(parsed.flatMap(({ signals }) => signals.map(({ data }) => data.id))).toEqual(ids);
    for (const text of pages) expect(text.length).toBeLessThan(LIMITS.joinedFrameBytes + 200);

    expect(await pagesOf(hub)).toEqual(pages);
    await evictDurableObject(hub.stub);
    expect(await pagesOf(hub)).toEqual(pages);
    expect(await pagesOf(hub, "coin_name=NB")).toEqual(pages);
  });

  it("of one signal above a page's size is one page", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ note: `"${"x".repeat(LIMITS.signalChars - 200)}"` }));

    const pages = await pagesOf(hub);

    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('"more":false');
  });
});

describe("all later messages follow it, and no others", () => {
  it("while messages are queued", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));

    for (let round = 0; round < 8; round += 1) {
      const first = 2 + round * 6;
      const publishing = Array.from({ length: 6 }, (_, index) =>
        postWithoutFlush(hub, newSignal({ id: String(first + index) })),
      );
      await Promise.all(publishing.slice(0, round % 4));
      const [one, filtered, other] = await Promise.all([
        TestSocket.openV2(hub, "", await vipToken({ sub: `a${round}` })),
        TestSocket.openV2(hub, "coin_name=NB", await vipToken({ sub: `b${round}` })),
        TestSocket.openV2(hub, "", await vipToken({ sub: `c${round}` })),
      ]);
      await Promise.all(publishing);
      await untilFlushed(hub);

      for (const socket of [one, filtered, other]) {
        const [connected, snapshot, live, ...messages] = await framesOf(socket);
        const seq = Number(snapshot?.["seq"]);
        expect([connected?.["seq"], live]).toEqual([seq, { type: "live", seq }]);
        const newest = first + 5;
        expect(messages.map(({ seq }) => seq)).toEqual(
          Array.from({ length: newest - seq }, (_, index) => seq + 1 + index),
        );
        expect((snapshot as unknown as Page).signals.map(({ seq }) => seq)).toEqual(
          Array.from({ length: seq }, (_, index) => seq - index),
        );
      }
    }
  });

  it.for([0, 1])(
    "after `subscribe` while messages are queued, beside %i of that filter",
    async (others, { expect }) => {
      const hub = freshHub();
      const socket = await TestSocket.openV2(hub, "coin_name=BTC");
      await socket.readTo("live");
      for (let count = 0; count < others; count += 1) {
        await TestSocket.openV2(hub, "coin_name=NB", await vipToken({ sub: "other" }));
      }

      // All in one turn of the hub, so the flush can't come in between.
      await runInDurableObject(hub.stub, async (instance, state) => {
        for (const id of ["1", "2", "3"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
        const subscribes = state
          .getWebSockets()
          .map((serverSocket) =>
            instance.webSocketMessage(
              serverSocket,
              '{"type":"subscribe","filter":{"coin_name":["NB"]}}',
            ),
          );
        for (const id of ["4", "5"]) instance.publish(messagesOf(newSignal({ id })), UNNAMED);
        await Promise.all(subscribes);
      });
      await untilFlushed(hub);

      expect(await framesOf(socket)).toMatchObject([
        { type: "subscribed", filter: { coin_name: ["NB"] }, seq: 3 },
        { type: "snapshot", seq: 3, signals: [{ seq: 3 }, { seq: 2 }, { seq: 1 }], more: false },
        { type: "live", seq: 3 },
        { type: "new_signal", seq: 4 },
        { type: "new_signal", seq: 5 },
      ]);
    },
  );
});

it("is rebuilt after the signals changed", async ({ expect }) => {
  const hub = freshHub();
  await publish(hub, newSignal({ id: "1" }));
  expect(await idsOf(hub)).toEqual([1]);

  await publish(hub, signalUpdate("1", '{"coin_name":"BTC"}'));

  expect(await idsOf(hub, "coin_name=NB")).toEqual([]);
  expect(await idsOf(hub, "coin_name=BTC")).toEqual([1]);
  const stored = await runInDurableObject(hub.stub, (_, { storage }) =>
    storage.sql.exec("SELECT seq FROM signals").toArray(),
  );
  expect(stored).toEqual([{ seq: 2 }]);
});

interface Page {
  readonly seq: number;
  readonly signals: readonly { readonly seq: number; readonly data: { readonly id: unknown } }[];
  readonly more: boolean;
}

/** The texts of the pages for a client without a cursor. */
async function pagesOf(hub: TestHub, query = ""): Promise<readonly string[]> {
  const socket = await TestSocket.openV2(hub, query, await vipToken());
  await socket.next();
  const pages: string[] = [];
  for (;;) {
    const text = await socket.next();
    if (text.startsWith('{"type":"live"')) break;
    pages.push(text);
  }
  socket.close(1000);
  await socket.closed;
  return pages;
}

/** The ids of the signals in them. */
async function idsOf(hub: TestHub, query = ""): Promise<readonly unknown[]> {
  const pages = await pagesOf(hub, query);
  return pages.flatMap((text) => (JSON.parse(text) as Page).signals.map(({ data }) => data.id));
}

async function framesOf(socket: TestSocket): Promise<readonly FeedFrame[]> {
  const texts = await socket.drain();
  return texts.flatMap(splitFrame).map((text) => JSON.parse(text) as FeedFrame);
}

/** Signals of about 5,000 characters each, numbered from 1. */
async function fillSignals(hub: TestHub, count: number): Promise<void> {
  const note = `"${"x".repeat(5_000)}"`;
  for (let first = 1; first <= count; first += 15) {
    const ids = Array.from({ length: 15 }, (_, index) => String(first + index));
    await publish(hub, ...ids.map((id) => newSignal({ id, note })));
  }
}

function page(seq: number, signals: readonly string[]): string {
  return `{"type":"snapshot","seq":${seq},"signals":[${signals.join()}],"more":false}`;
}

function signal(seq: number, ts: number, data: string): string {
  return `{"signal_type":"mexc_spot_futures","seq":${seq},"ts":${ts},"data":${data}}`;
}

function dataOf(message: string): string {
  return message.slice(message.indexOf('"data":') + '"data":'.length, -1);
}

function expiring(message: string, at: string): string {
  return message.replace(/\}$/, `,"expires_at":"${at}"}`);
}
