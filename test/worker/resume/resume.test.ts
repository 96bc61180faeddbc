// Resume from a cursor at every boundary of the log, through sleep and while messages are queued.

import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { FeedClient, splitFrame, type FeedFrame } from "../../support/model/feed-client.ts";
import { fillLog, forgetBefore } from "../../support/hub/log-rows.ts";
import { replayed, restarted, resume, resumeTexts } from "../../support/hub/resume-outline.ts";
import {
  freshHub,
  newSignal,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

describe("with a log that begins at its third message and ends at its fifth", () => {
  it.for<[string, number, readonly number[] | string]>([
    ["everything was seen", 5, []],
    ["one is missed", 4, [5]],
    ["the oldest kept was the last seen", 3, [4, 5]],
    ["the last seen is one before the oldest kept", 2, [3, 4, 5]],
    ["the last seen is two before the oldest kept", 1, "pruned"],
    ["nothing was seen", 0, "pruned"],
    ["the cursor is one ahead", 6, "ahead"],
    ["the cursor is as far ahead as numbers go", Number.MAX_SAFE_INTEGER, "ahead"],
  ])("%s", async ([, seq, outcome], { expect }) => {
    const hub = await hubOfFive();
    await forgetBefore(hub, 3);
    const { epoch } = await hub.stub.stats();

    expect(await resume(hub, `${epoch}:${seq}`)).toEqual(
      typeof outcome === "string" ? restarted(5, outcome) : replayed(seq, outcome),
    );
  });
});

describe("with a whole log", () => {
  it("every message can be missed", async ({ expect }) => {
    const hub = await hubOfFive();
    const { epoch } = await hub.stub.stats();

    expect(await resume(hub, `${epoch}:0`)).toEqual(replayed(0, [1, 2, 3, 4, 5]));
  });

  it.for(["0", "3", "5", "6"])(
    "another epoch gets the snapshot, whatever its number: %s",
    async (seq, { expect }) => {
      const hub = await hubOfFive();

      expect(await resume(hub, `another:${seq}`)).toEqual(restarted(5, "epoch_changed"));
    },
  );

  it("no cursor gets the snapshot and no reason", async ({ expect }) => {
    const hub = await hubOfFive();

    expect(await resume(hub, null)).toEqual(restarted(5));
  });

  it("the same cursor gets the same frames, however often it is used", async ({ expect }) => {
    const hub = await hubOfFive();
    const { epoch } = await hub.stub.stats();

    const [first, ...others] = [
      await resumeTexts(hub, `${epoch}:2`),
      await resumeTexts(hub, `${epoch}:2`),
      await resumeTexts(hub, `${epoch}:2`),
    ];

    expect(first?.length).toBe(3);
    for (const other of others) expect(other.slice(1)).toEqual(first?.slice(1));
  });
});

describe("with an empty log", () => {
  it("the cursor of `connected` resumes, before and after the first message", async ({
    expect,
  }) => {
    const hub = freshHub();
    const client = new FeedClient(hub, await v2());
    await client.connect();
    await client.sync();
    await client.disconnect();
    const { cursor } = client;

    expect(await resume(hub, cursor)).toEqual(replayed(0, []));
    await publish(hub, newSignal({ id: "1" }));
    expect(await resume(hub, cursor)).toEqual(replayed(0, [1]));
  });

  it("a cursor with a number is ahead", async ({ expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();

    expect(await resume(hub, `${epoch}:1`)).toEqual(restarted(0, "ahead"));
  });
});

describe("in the middle of a batch", () => {
  it.for([0, 1, 2, 3, 4])("after message %i of four in one row", async (seq, { expect }) => {
    const hub = freshHub();
    await publish(hub, ...[1, 2, 3, 4].map((id) => newSignal({ id: String(id) })));
    const { epoch } = await hub.stub.stats();
    await evictDurableObject(hub.stub);

    const missed = [1, 2, 3, 4].filter((other) => other > seq);
    expect(await resume(hub, `${epoch}:${seq}`)).toEqual(replayed(seq, missed));
    expect(await resume(hub, `${epoch}:${seq}`, "coin_name=NB")).toEqual(replayed(seq, missed));
    expect(await resume(hub, `${epoch}:${seq}`, "coin_name=BTC")).toEqual(replayed(seq, [], 4));
  });
});

describe("the replay limit", () => {
  it.for<[number, string]>([
    [LIMITS.replayMessages, ""],
    [LIMITS.replayMessages, "coin_name=NB"],
    [LIMITS.replayMessages + 1, ""],
    [LIMITS.replayMessages + 1, "coin_name=BTC"],
  ])("%i missed with the filter '%s'", async ([missed, query], { expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    await fillLog(hub, 1, missed + 7);

    const outline = await resume(hub, `${epoch}:7`, query);

    const numbers = Array.from({ length: LIMITS.replayMessages }, (_, index) => 8 + index);
    expect(outline).toEqual(
      missed > LIMITS.replayMessages ? restarted(missed + 7, "too_many", []) : replayed(7, numbers),
    );
  });
});

describe("a log pruned by age", () => {
  it("resumes from what is left, and reports older cursors as pruned", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
    setClock(now + 1);
    await publish(hub, newSignal({ id: "3" }));
    setClock(now + 2);
    await publish(hub, newSignal({ id: "4" }));
    const { epoch } = await hub.stub.stats();

    // To the millisecond. A message is kept for less than this time.
    setClock(now + LIMITS.logRetentionMs);
    await runDurableObjectAlarm(hub.stub);

    expect(await hub.stub.stats()).toMatchObject({ oldest_seq: 3, seq: 4 });
    expect(await resume(hub, `${epoch}:2`)).toEqual(replayed(2, [3, 4]));
    expect(await resume(hub, `${epoch}:1`)).toEqual(restarted(4, "pruned"));
    await evictDurableObject(hub.stub);
    expect(await resume(hub, `${epoch}:2`)).toEqual(replayed(2, [3, 4]));
    expect(await resume(hub, `${epoch}:1`)).toEqual(restarted(4, "pruned"));
  });

  it("has no hole where the clock was set back in between", async ({ expect }) => {
    const now = stopClock(60_000) * 1_000;
    const hub = freshHub();
    setClock(now + 1_000);
    await publish(hub, newSignal({ id: "1" }));
    setClock(now);
    await publish(hub, newSignal({ id: "2" }));
    setClock(now + 2_000);
    await publish(hub, newSignal({ id: "3" }));
    const { epoch } = await hub.stub.stats();

    setClock(now + 500 + LIMITS.logRetentionMs);
    await runDurableObjectAlarm(hub.stub);

    expect([replayed(0, [1, 2, 3]), restarted(3, "pruned")]).toContainEqual(
      await resume(hub, `${epoch}:0`),
    );
  });
});

describe("after the hub was gone", () => {
  it.for<[string, (hub: TestHub) => Promise<TestHub>]>([
    ["asleep", sleep],
    ["evicted with its sockets", evict],
    ["reset", reset],
  ])("%s, the cursor still holds", async ([, disconnect], { expect }) => {
    let hub = freshHub();
    const client = new FeedClient(hub, await v2());
    await client.connect();
    await publish(hub, newSignal({ id: "1" }));
    await client.sync();
    const { cursor } = client;

    hub = await disconnect(hub);
    await publish(hub, newSignal({ id: "2" }), newSignal({ id: "3" }));
    hub = await disconnect(hub);

    expect(await resume(hub, cursor)).toEqual(replayed(1, [2, 3]));
  });
});

it("v1 takes no cursor: it connects and gets later messages", async ({ expect }) => {
  const hub = await hubOfFive();
  const { epoch } = await hub.stub.stats();

  for (const since of [`${epoch}:1`, "nonsense"]) {
    const socket = await TestSocket.open(hub, `since=${since}`, await vipToken());
    expect(Object.keys(await socket.read())).toEqual(["type", "message", "user_id"]);
    expect(await socket.drain()).toEqual([]);
  }
});

describe("a replay above 64 KiB", () => {
  it.for(["", "coin_name=NB"])("arrives in several arrays: '%s'", async (query, { expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    const note = `"${"x".repeat(5_000)}"`;
    for (let batch = 0; batch < 4; batch += 1) {
      const ids = Array.from({ length: 15 }, (_, index) => String(batch * 15 + index + 1));
      await publish(hub, ...ids.map((id) => newSignal({ id, note })));
    }

    const texts = await resumeTexts(hub, `${epoch}:0`, query);

    const arrays = texts.slice(1, -1);
    expect(arrays.length).toBeGreaterThan(3);
    const largest = Math.max(
      ...arrays.flatMap((array) => splitFrame(array).map((text) => text.length)),
    );
    for (const array of arrays) {
      expect(array.length).toBeLessThan(LIMITS.joinedFrameBytes + largest + 100);
    }
    for (const array of arrays.slice(0, -1)) {
      expect(array.length).toBeGreaterThanOrEqual(LIMITS.joinedFrameBytes);
    }
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
    expect(
      arrays.flatMap(splitFrame).map((text) => (JSON.parse(text) as FeedFrame)["seq"]),
    ).toEqual(numbers);
    expect(JSON.parse(texts.at(-1) ?? "")).toEqual({ type: "live", seq: 60 });
  });

  it("of one message arrives without an array", async ({ expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    await publish(hub, newSignal({ note: `"${"x".repeat(60_000)}"` }));

    const texts = await resumeTexts(hub, `${epoch}:0`);

    expect(texts).toHaveLength(3);
    expect(texts[1]).toMatch(/^\{"type":"new_signal"/);
  });
});

describe("a client that reconnects gets what a connected one got", () => {
  const steps = [
    newSignal({ id: "1", spread: "5" }),
    newSignal({ id: "2", spread: "1", coin_name: '"BTC"', price: "0.00670000" }),
    // Into every filter on BTC and a large spread, and out again.
    signalUpdate("2", '{"spread":9.0,"tick":1E5}'),
    signalUpdate("2", '{"price":-0}'),
    signalUpdate("2", '{"spread":0.50}'),
    signalUpdate("2", '{"price":12345678901234567890}'),
    // From one coin to another, within one batch of two.
    signalUpdate("1", '{"coin_name":"BTC"}'),
    signalUpdate("1", '{"coin_name":"NB","position":"LONG"}'),
    // An update of an unknown signal, opened later.
    signalUpdate("9", '{"spread":7}'),
    signalUpdate("9", '{"coin_name":"BTC"}'),
    newSignal({ id: "9", spread: "-8", coin_name: '"BTC"' }),
    newSignal({ id: "8", spread: "1" }).replace(/\}$/, ',"expires_at":"2100-01-01T00:00:00Z"}'),
    signalUpdate("8", '{"spread":6}'),
  ];

  it.for([
    "",
    "coin_name=BTC",
    "coin_name=NB",
    "min_spread=6",
    "position=LONG",
    "coin_name=BTC&min_spread=5",
    "coin_name=BTC,NB&position=SHORT&signal_type=mexc_spot_futures",
    "signal_type=funding_rate",
  ])("with the filter '%s'", async (query, { expect }) => {
    const hub = freshHub();
    const stayed = await TestSocket.openV2(hub, query);
    const connected = JSON.parse(await stayed.next()) as FeedFrame;
    await stayed.readTo("live");

    await publish(hub, ...steps.slice(0, 2));
    for (const message of steps.slice(2, 6)) await publish(hub, message);
    await publish(hub, ...steps.slice(6, 8));
    for (const message of steps.slice(8)) await publish(hub, message);
    const seen = (await stayed.drain()).flatMap(splitFrame);

    for (let seq = 0; seq <= steps.length; seq += 1) {
      const since = `${String(connected["epoch"])}:${seq}`;
      const replayed = (await resumeTexts(hub, since, query)).slice(1, -1).flatMap(splitFrame);
      expect(replayed).toEqual(
        seen.filter((text) => Number((JSON.parse(text) as FeedFrame)["seq"]) > seq),
      );
      await evictDurableObject(hub.stub);
    }
  });

  it("a signal enters whole and leaves with the update", async ({ expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();
    await publish(hub, ...steps.slice(0, 2));
    await publish(hub, ...steps.slice(2, 6));

    const texts = await resumeTexts(hub, `${epoch}:0`, "min_spread=9");

    const whole = newSignal({
      id: "2",
      coin_name: '"BTC"',
      spread: "9.0",
      price: "0.00670000",
      tick: "1E5",
    });
    expect(texts.slice(1, -1).flatMap(splitFrame).map(toV1)).toEqual([
      // The guide's own keys first, in the order of the producer.
      whole.replace(/"data":\{.*?\}\}/, () => dataOf(whole)),
      signalUpdate("2", '{"price":-0}'),
      signalUpdate("2", '{"spread":0.50}'),
    ]);
  });
});

async function v2(): Promise<{ subprotocol: "signals.v2"; token: string }> {
  return { subprotocol: "signals.v2", token: await vipToken() };
}

async function hubOfFive(): Promise<TestHub> {
  const hub = freshHub();
  for (const id of ["1", "2", "3", "4", "5"]) await publish(hub, newSignal({ id }));
  return hub;
}

function dataOf(message: string): string {
  return message.slice(message.indexOf('"data":'));
}

async function sleep(hub: TestHub): Promise<TestHub> {
  await evictDurableObject(hub.stub);
  return hub;
}

async function evict(hub: TestHub): Promise<TestHub> {
  await evictDurableObject(hub.stub, { webSockets: "close" });
  return hub;
}

/** Aborts every hub. Storage stays, and the old stub can't be used again. */
async function reset(hub: TestHub): Promise<TestHub> {
  await abortAllDurableObjects();
  return { ...hub, stub: env.HUB.get(hub.stub.id) };
}

function toV1(text: string): string {
  return `${text.slice(0, text.lastIndexOf(',"seq":'))}}`;
}
