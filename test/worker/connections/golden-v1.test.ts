// Protocol v1, byte for byte. Whole sessions as in the guide, with anything else going on beside them.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { untilFlushed, type FeedFrame } from "../../support/model/feed-client.ts";
import { freshHub, operate, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

const CONNECTED =
  '{"type":"connected","message":"Connected to CryptoTracker real-time signals","user_id":123}';
const NB =
  '{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":1,"coin_name":"NB","position":"SHORT","spread":8.84,"created_at":"2025-12-14T12:00:00Z"}}';
const NB_UPDATE =
  '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":1,"data":{"spread":9.12,"mexc_spot_price":0.00670000}}';
const BTC =
  '{"type":"new_signal","signal_type":"funding_rate","data":{"coin_name":"BTC","id":12345678901234567890,"spread":-0.50,"rate":1E-5}}';
const BTC_UPDATE =
  '{"type":"signal_update","signal_type":"funding_rate","signal_id":12345678901234567890,"data":{"spread":-9.0}}';
const PONG = '{"type":"pong"}';
const MALFORMED = '{"type":"error","code":"frame_malformed","message":"Message breaks the schema"}';
const UNKNOWN = '{"type":"error","code":"frame_unknown","message":"Unknown message type"}';

describe("a session", () => {
  it("from the first frame to the last", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "", await vipToken());

    expect(await socket.next()).toBe(CONNECTED);
    await publish(hub, NB);
    expect(await socket.next()).toBe(NB);
    await publish(hub, NB_UPDATE);
    expect(await socket.next()).toBe(NB_UPDATE);
    await evictDurableObject(hub.stub);
    await publish(hub, BTC);
    expect(await socket.next()).toBe(BTC);
    await publish(hub, BTC_UPDATE);
    expect(await socket.next()).toBe(BTC_UPDATE);
    await publish(hub, NB, BTC);
    expect(await socket.drain()).toEqual([]);
    socket.close(1000);
    expect(await socket.closed).toMatchObject({ code: 1000 });
  });

  it.for<[string, string, string | null]>([
    ["a ping as the runtime answers it", '{"type":"ping"}', PONG],
    ["a ping as Python writes it", '{"type": "ping"}', PONG],
    ["a ping with more in it", ' {"n":1,\n"type" : "ping"} ', PONG],
    ["a pong", '{"type":"pong"}', null],
    ["a pong as Python writes it", '{"type": "pong"}', null],
    ["another type", '{"type":"buy"}', UNKNOWN],
    ["a type in capitals", '{"type":"PING"}', UNKNOWN],
    ["a type that is no text", '{"type":1}', UNKNOWN],
    ["a frame of v2", '{"type":"subscribe","filter":{}}', UNKNOWN],
    ["no type", "{}", MALFORMED],
    ["a list", '[{"type":"ping"}]', MALFORMED],
    ["no object", "null", MALFORMED],
    ["no JSON", "ping", MALFORMED],
    ["nothing", "", MALFORMED],
  ])("responds to %s", async ([, request, response], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "", await vipToken());

    expect(await socket.next()).toBe(CONNECTED);
    socket.send(request);
    if (response !== null) expect(await socket.next()).toBe(response);
    await publish(hub, NB);

    expect(await socket.next()).toBe(NB);
    expect(await socket.drain()).toEqual([]);
  });

  it.for([
    ["7", "7"],
    ["9007199254740991", "9007199254740991"],
    ["9007199254740992", '"9007199254740992"'],
    ["007", '"007"'],
    ["ana@example.com", '"ana@example.com"'],
    ["Анна", '"Анна"'],
  ] as const)("sends user %s its id as %s", async ([sub, user], { expect }) => {
    const socket = await TestSocket.open(freshHub(), "", await vipToken({ sub }));

    expect(await socket.drain()).toEqual([
      `{"type":"connected","message":"Connected to CryptoTracker real-time signals","user_id":${user}}`,
    ]);
  });
});

describe("a batch", () => {
  it("arrives as one frame a message, in order", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "", await vipToken());

    await publish(hub, NB, NB_UPDATE, BTC, NB, BTC_UPDATE);

    expect(await socket.drain()).toEqual([CONNECTED, NB, NB_UPDATE, BTC, BTC_UPDATE]);
  });

  it("loses the producer's white space and `expires_at`, and nothing else", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "", await vipToken());

    await publish(
      hub,
      '{ "signal_type": "mexc_dex", "expires_at": "2100-01-01", "type": "new_signal",\n' +
        '  "data": { "seq": 5, "ts": 6, "id": "a", "note": "a b", "list": [ 1.0 , {} ] } }',
    );

    expect(await socket.drain()).toEqual([
      CONNECTED,
      '{"type":"new_signal","signal_type":"mexc_dex","data":{"seq":5,"ts":6,"id":"a","note":"a b","list":[1.0,{}]}}',
    ]);
  });
});

describe("under a filter", () => {
  const entered =
    '{"type":"new_signal","signal_type":"funding_rate","data":{"coin_name":"BTC","id":12345678901234567890,"spread":-9.0,"rate":1E-5}}';
  const leftFilter =
    '{"type":"signal_update","signal_type":"funding_rate","signal_id":12345678901234567890,"data":{"spread":0.10}}';
  const unseen =
    '{"type":"signal_update","signal_type":"funding_rate","signal_id":12345678901234567890,"data":{"rate":0}}';

  it("a signal enters whole, leaves with its update, and is not seen outside", async ({
    expect,
  }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "min_spread=9", await vipToken());

    for (const message of [NB, BTC, BTC_UPDATE, leftFilter, unseen]) await publish(hub, message);

    expect(await socket.drain()).toEqual([CONNECTED, entered, leftFilter]);
  });

  it("the same holds within one batch", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "min_spread=9", await vipToken());

    await publish(hub, NB, BTC, BTC_UPDATE, leftFilter, unseen);

    expect(await socket.drain()).toEqual([CONNECTED, entered, leftFilter]);
  });

  it("the same holds for a socket that catches up from the log", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.open(hub, "min_spread=9", await vipToken());
    const all = await TestSocket.open(hub, "", await vipToken());
    await pauseAll(hub);

    await publish(
      hub,
      NB.replace(/\}$/, ',"expires_at":"2100-01-01"}'),
      BTC,
      BTC_UPDATE,
      leftFilter,
    );
    await publish(hub, unseen);
    await untilFlushed(hub);

    expect(await socket.drain()).toEqual([CONNECTED, entered, leftFilter]);
    expect(await all.drain()).toEqual([CONNECTED, NB, BTC, BTC_UPDATE, leftFilter, unseen]);
  });
});

describe("a v1 socket never gets", () => {
  it("a key or a type beyond the guide's, while v2 gets all of them", async ({ expect }) => {
    const now = stopClock(3_600_000);
    const exp = now + 300;
    const hub = freshHub();
    const open = async (sub: string, query: string, v2 = false): Promise<TestSocket> => {
      const token = await vipToken({ sub, exp });
      return v2 ? TestSocket.openV2(hub, query, token) : TestSocket.open(hub, query, token);
    };
    const v1 = await Promise.all(["", "min_spread=9", "coin_name=BTC"].map((q) => open("1", q)));
    const v2 = await Promise.all(
      ["", "min_spread=9", "coin_name=BTC"].map((q) => open("2", q, true)),
    );
    const fireAlarmAt = async (seconds: number): Promise<void> => {
      setClock((now + seconds) * 1_000);
      await runDurableObjectAlarm(hub.stub);
    };

    await publish(hub, NB.replace(/\}$/, ',"expires_at":"2100-01-01"}'), BTC);
    await publish(hub, BTC_UPDATE);
    for (const socket of v1) socket.send('{"type":"auth","token":"a.b.c"}');
    for (const socket of v2) socket.send('{"type":"auth","token":"a.b.c"}');
    for (const socket of v2) socket.send('{"type":"subscribe","filter":{"min_spread":1}}');
    // Two idle minutes, and an alarm that deletes expired signals.
    await fireAlarmAt(125);
    for (const socket of v2) socket.send('{"type":"pong"}');
    await evictDurableObject(hub.stub);
    await publish(hub, NB_UPDATE);
    // The last minute of access.
    await fireAlarmAt(280);
    await operate(hub, "POST", "/drain", { over_ms: 1_000, reason: "deploy" });
    await pauseAll(hub);
    await publish(hub, BTC_UPDATE.replace("-9.0", "-9.5"), NB_UPDATE.replace("9.12", "0"));
    await untilFlushed(hub);

    const v2Frames = (await Promise.all(v2.map((socket) => socket.drain()))).flat();
    const types = new Set(v2Frames.flatMap((text) => shapesOf(text).map(({ type }) => type)));
    expect([...types].toSorted()).toEqual([
      "connected",
      "error",
      "live",
      "new_signal",
      "ping",
      "reconnect",
      "signal_update",
      "snapshot",
      "subscribed",
      "token_expiring",
    ]);
    for (const socket of v1) {
      const texts = await socket.drain();
      expect(texts.length).toBeGreaterThan(3);
      for (const text of texts) {
        const [shape] = shapesOf(text);
        expect(text.startsWith("{")).toBe(true);
        expect(GUIDE[shape?.type ?? ""]).toEqual(shape?.keys);
      }
    }

    await fireAlarmAt(330);
    for (const socket of v1) {
      expect(await socket.closed).toEqual({ code: 1008, reason: "Unauthorized" });
    }
  });
});

/** The keys of every type in the guide, and of its one addition. */
const GUIDE: Readonly<Record<string, readonly string[]>> = {
  connected: ["type", "message", "user_id"],
  new_signal: ["type", "signal_type", "data"],
  signal_update: ["type", "signal_type", "signal_id", "data"],
  ping: ["type"],
  pong: ["type"],
  error: ["type", "code", "message"],
};

function shapesOf(text: string): { readonly type: string; readonly keys: readonly string[] }[] {
  const frames = [JSON.parse(text)].flat() as FeedFrame[];
  return frames.map((frame) => ({ type: String(frame["type"]), keys: Object.keys(frame) }));
}

/** Puts every socket into the backlog, as for a slow reader, and evicts the hub. */
async function pauseAll(hub: TestHub): Promise<void> {
  const { seq } = await hub.stub.stats();
  await runInDurableObject(hub.stub, (_, state) => {
    for (const socket of state.getWebSockets()) {
      const session = socket.deserializeAttachment() as object;
      socket.serializeAttachment({ ...session, catchUp: { after: seq, sendLive: false } });
    }
  });
  await evictDurableObject(hub.stub);
}
