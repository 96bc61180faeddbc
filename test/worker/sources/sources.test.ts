// Liveness of sources. Who may set an interval, and which statuses clients get when requests stay away.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { sign, webhookKey } from "../../support/auth/signed-requests.ts";
import {
  freshHub,
  newSignal,
  operate,
  post,
  publish,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const OTHER_KEY = "key-of-another-producer-0123456789abcdef";
const TWO = { PRODUCER_KEYS: `scanner:${PRODUCER_KEY},other:${OTHER_KEY}` };

/** Sets a source's interval, with the tests' own key unless `headers` has another. */
function putInterval(
  hub: TestHub,
  body: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  name = "scanner",
): Promise<Response> {
  return hub.fetch(`/internal/sources/${name}`, {
    method: "PUT",
    headers: {
      Authorization: `Bearer ${PRODUCER_KEY}`,
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

const every = (seconds: number | null): string => `{"expected_every_s":${seconds}}`;

/** Sets the interval and throws unless the response is 200. */
async function declareInterval(hub: TestHub, seconds: number | null): Promise<void> {
  const response = await putInterval(hub, every(seconds));
  if (response.status !== 200)
    throw new Error(`refused: ${response.status} ${await response.text()}`);
}

/** The status frame of clients. */
function status(...sources: readonly (readonly [string, string, number | null])[]): string {
  const entries = sources.map(([name, state, lastAt]) => [
    name,
    { state, last_at: lastAt === null ? null : new Date(lastAt).toISOString() },
  ]);
  return JSON.stringify({ type: "status", sources: Object.fromEntries(entries) });
}

it("a publish request is answered though its heartbeat can't be stored", async ({ expect }) => {
  const hub = freshHub();
  await declareInterval(hub, 60);
  await runInDurableObject(hub.stub, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER full BEFORE INSERT ON sources BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
  });

  const heartbeat = await post(hub, "[]");
  const message = await post(hub, newSignal());

  expect([heartbeat.status, message.status]).toEqual([200, 200]);
  expect(await hub.stub.stats()).toMatchObject({ seq: 1 });
});

/** A live v2 client, and the frames it read until then. */
async function connectLive(
  hub: TestHub,
  query = "",
): Promise<{ readonly socket: TestSocket; readonly types: readonly unknown[] }> {
  // Outlives every clock of these tests.
  const token = await vipToken({ exp: 4_102_444_800 });
  const socket = await TestSocket.openV2(hub, query, token);
  const frames = await socket.readTo("live");
  return { socket, types: frames.map(({ type }) => type) };
}

/** The frames that arrived, without the pings of an idle socket. */
async function statusFrames(socket: TestSocket): Promise<readonly string[]> {
  return (await socket.drain()).filter((frame) => frame !== '{"type":"ping"}');
}

/** Sets the clock and runs the alarm. */
async function fireAlarm(hub: TestHub, time: number): Promise<void> {
  setClock(time);
  await runDurableObjectAlarm(hub.stub);
}

function alarmOf(hub: TestHub): Promise<number | null> {
  return runInDurableObject(hub.stub, (_, { storage }) => storage.getAlarm());
}

afterEach(releaseClock);

describe("PUT /internal/sources/{name}", () => {
  it("is for the producer itself", async ({ expect }) => {
    const response = await putInterval(freshHub(), every(60));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ name: "scanner", expected_every_s: 60 });
  });

  it("accepts a signature as well as a key", async ({ expect }) => {
    const key = webhookKey("k");
    const hub = freshHub({ PRODUCER_KEYS: `scanner:${key}` });
    const put = (body: string): Promise<Response> =>
      hub.fetch("/internal/sources/scanner", {
        method: "PUT",
        headers: { "Content-Type": "application/json", ...sign(key, every(60)) },
        body,
      });

    expect((await put(every(60))).status).toBe(200);
    expect((await put(every(61))).status).toBe(401);
  });

  it("is not for another producer, nor for an unknown name", async ({ expect }) => {
    const hub = freshHub(TWO);
    const asOther = { Authorization: `Bearer ${OTHER_KEY}` };

    const responses = [
      await putInterval(hub, every(60), asOther),
      await putInterval(hub, every(60), {}, "other"),
      await putInterval(hub, every(60), {}, "nobody"),
      await putInterval(hub, every(60), {}, "Scanner"),
      await putInterval(hub, "{", asOther),
      await putInterval(hub, every(60), { Authorization: "Bearer wrong" }),
      await putInterval(hub, every(60), { Authorization: "" }),
    ];

    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 401));
    expect(new Set(texts).size).toBe(1);
    expect((await connectLive(hub)).types).toEqual(["connected", "snapshot", "live"]);
  });

  it("is for an operator, of a producer that exists", async ({ expect }) => {
    const hub = freshHub(TWO);
    const body = { expected_every_s: 60 };

    expect((await operate(hub, "PUT", "/sources/other", body)).status).toBe(200);
    const unknown = await operate(hub, "PUT", "/sources/nobody", body);
    const operator = await operate(hub, "PUT", "/sources/night", body);

    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ detail: "No producer has this name." });
    expect(operator.status).toBe(404);
    const gone = await operate(hub, "PUT", "/sources/nobody", { expected_every_s: null });
    expect(gone.status).toBe(200);
  });

  it.for<[string, string | undefined, number]>([
    ["no body", undefined, 415],
    ["nothing", "", 415],
    ["no JSON", "{", 400],
    ["a list", "[]", 422],
    ["no interval", "{}", 422],
    ["0", every(0), 422],
    ["-1", every(-1), 422],
    ["1.5", every(1.5), 422],
    ["more than a day", every(86_401), 422],
    ["text", '{"expected_every_s":"60"}', 422],
    ["true", '{"expected_every_s":true}', 422],
    ["1e400", '{"expected_every_s":1e400}', 400],
    ["another key", '{"expected_every_s":60,"c4n4ry":1}', 422],
    ["a key twice", '{"expected_every_s":60,"expected_every_s":60}', 400],
    ["too much", every(60).padEnd(4_097), 413],
  ])("rejects %s", async ([, body, status], { expect }) => {
    const hub = freshHub();

    const headers = body === undefined || body === "" ? { "Content-Type": "text/plain" } : {};
    const response = await putInterval(hub, body, headers);

    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("c4n4ry");
    expect((await connectLive(hub)).types).not.toContain("status");
  });

  it.for([1, 86_400])("accepts %i seconds", async (seconds, { expect }) => {
    expect((await putInterval(freshHub(), every(seconds))).status).toBe(200);
  });
});

describe("a publish request without messages", () => {
  it.for<[string, RequestInit]>([
    ["no body and no media type", {}],
    ["an empty body", { body: new Uint8Array() }],
    ["an empty list", { body: "[]", headers: { "Content-Type": "application/json" } }],
    ["a blank line", { body: "\n", headers: { "Content-Type": "application/x-ndjson" } }],
  ])("of %s is a heartbeat", async ([, init], { expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal());
    await declareInterval(hub, 60);
    const { socket } = await connectLive(hub);
    await fireAlarm(hub, now + 60_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now])]);

    const response = await hub.fetch("/internal/signals", {
      ...init,
      method: "POST",
      headers: { ...(init.headers as object), Authorization: `Bearer ${PRODUCER_KEY}` },
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ seq: 1, results: [] });
    expect(await statusFrames(socket)).toEqual([status(["scanner", "live", now + 60_000])]);
  });

  it("needs a key like any other", async ({ expect }) => {
    const response = await freshHub().fetch("/internal/signals", { method: "POST" });

    expect(response.status).toBe(401);
  });

  it("of a producer without an interval does nothing", async ({ expect }) => {
    const hub = freshHub();
    const { socket } = await connectLive(hub);

    expect((await post(hub, "[]")).status).toBe(200);

    expect(await statusFrames(socket)).toEqual([]);
    expect((await connectLive(hub)).types).not.toContain("status");
  });
});

describe("status", () => {
  it("comes right after connected, in v2, once a source is known", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub(TWO);
    const v1 = await TestSocket.connect(hub);
    expect((await connectLive(hub)).types).toEqual(["connected", "snapshot", "live"]);

    await publish(hub, newSignal());
    await declareInterval(hub, 60);
    await operate(hub, "PUT", "/sources/other", { expected_every_s: 60 });

    const fresh = await TestSocket.openV2(hub);
    expect(await fresh.read()).toMatchObject({ type: "connected" });
    expect(await fresh.next()).toBe(status(["scanner", "live", now], ["other", "live", null]));
    expect(await fresh.read()).toMatchObject({ type: "snapshot" });
    const { epoch } = await hub.stub.stats();
    const resumed = await connectLive(hub, `since=${epoch}:0`);
    expect(resumed.types).toEqual(["connected", "status", "new_signal", "live"]);
    expect(await v1.drain()).toEqual([newSignal()]);
  });

  it("goes live, late, down and live again, to the millisecond", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "live", now])]);
    expect(await alarmOf(hub)).toBe(now + 60_000);

    await fireAlarm(hub, now + 59_999);
    expect(await statusFrames(socket)).toEqual([]);
    await fireAlarm(hub, now + 60_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now])]);

    await fireAlarm(hub, now + 179_999);
    expect(await statusFrames(socket)).toEqual([]);
    await fireAlarm(hub, now + 180_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "down", now])]);
    await fireAlarm(hub, now + 86_400_000);
    expect(await statusFrames(socket)).toEqual([]);

    await publish(hub, newSignal({ id: "2" }));
    // In either order. A message may be queued for a moment, a status never is.
    const frames = await statusFrames(socket);
    expect(frames).toHaveLength(2);
    expect(frames).toContain(status(["scanner", "live", now + 86_400_000]));
  });

  it("keeps its times while the hub sleeps in between", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal());
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await statusFrames(socket);

    for (const [at, frames] of [
      [60_000, [status(["scanner", "late", now])]],
      [179_999, []],
      [180_000, [status(["scanner", "down", now])]],
      [600_000, []],
    ] as const) {
      await evictDurableObject(hub.stub);
      await fireAlarm(hub, now + at);
      expect(await statusFrames(socket)).toEqual(frames);
    }
  });

  it("alarms are set for the due times, and only while one is to come", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await declareInterval(hub, 10);

    expect(await alarmOf(hub)).toBe(now + 10_000);
    await fireAlarm(hub, now + 10_000);
    expect(await alarmOf(hub)).toBe(now + 30_000);
    await fireAlarm(hub, now + 30_000);
    expect(await alarmOf(hub)).toBeNull();
  });

  it("is down where that was due when the late alarm came", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await statusFrames(socket);

    await fireAlarm(hub, now + 181_000);

    expect(await statusFrames(socket)).toEqual([status(["scanner", "down", null])]);
  });

  it("counts from each request anew", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await statusFrames(socket);

    for (let minute = 1; minute <= 5; minute += 1) {
      setClock(now + minute * 59_000);
      expect((await post(hub, "[]")).status).toBe(200);
      await runDurableObjectAlarm(hub.stub);
      expect(await statusFrames(socket)).toEqual([]);
    }
    await fireAlarm(hub, now + 5 * 59_000 + 59_999);
    expect(await statusFrames(socket)).toEqual([]);
    await fireAlarm(hub, now + 5 * 59_000 + 60_000);

    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now + 5 * 59_000])]);
  });

  it("a rejected request is no heartbeat, and a duplicate is one", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const key = { "Idempotency-Key": "post-1" };
    await post(hub, newSignal(), key);
    await declareInterval(hub, 60);
    const { socket } = await connectLive(hub);
    await fireAlarm(hub, now + 60_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now])]);

    await post(hub, "{}");
    await post(hub, newSignal({ id: "9" }), key);
    expect(await statusFrames(socket)).toEqual([]);

    await post(hub, newSignal(), key);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "live", now + 60_000])]);
    await fireAlarm(hub, now + 120_000);
    await statusFrames(socket);
    await post(hub, newSignal());
    expect(await statusFrames(socket)).toEqual([status(["scanner", "live", now + 120_000])]);
  });

  it("is separate for each source, and one's request is no heartbeat of another", async ({
    expect,
  }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub(TWO);
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await operate(hub, "PUT", "/sources/other", { expected_every_s: 90 });
    await statusFrames(socket);

    setClock(now + 50_000);
    await post(hub, "[]", { Authorization: `Bearer ${OTHER_KEY}` });
    await fireAlarm(hub, now + 60_000);
    expect(await statusFrames(socket)).toEqual([
      status(["scanner", "late", null], ["other", "live", now + 50_000]),
    ]);
    await fireAlarm(hub, now + 140_000);
    expect(await statusFrames(socket)).toEqual([
      status(["scanner", "late", null], ["other", "late", now + 50_000]),
    ]);
  });

  it("is sent before the alarm, where a request shows what is overdue", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub(TWO);
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await statusFrames(socket);

    setClock(now + 61_000);
    await post(hub, "[]", { Authorization: `Bearer ${OTHER_KEY}` });

    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", null])]);
  });

  it("a new interval counts from its request, and null removes the source", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal());
    const { socket } = await connectLive(hub);
    await declareInterval(hub, 60);
    await fireAlarm(hub, now + 60_000);
    await statusFrames(socket);

    await declareInterval(hub, 10);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "live", now])]);
    await fireAlarm(hub, now + 70_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now])]);

    await declareInterval(hub, null);
    expect(await statusFrames(socket)).toEqual([status()]);
    await evictDurableObject(hub.stub);
    await fireAlarm(hub, now + 86_400_000);
    await post(hub, "[]");
    expect(await statusFrames(socket)).toEqual([]);
    expect((await connectLive(hub)).types).not.toContain("status");
  });

  it("never reaches a v1 client", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    const v1 = await TestSocket.connect(hub, "", await vipToken({ exp: 4_102_444_800 }));

    await declareInterval(hub, 60);
    await fireAlarm(hub, now + 60_000);
    await fireAlarm(hub, now + 180_000);
    await post(hub, "[]");
    await declareInterval(hub, null);

    expect(await v1.drain()).toEqual([]);
  });
});

describe("the state of a source after sleep", () => {
  it("comes from the log for a request with messages, which writes no row for it", async ({
    expect,
  }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await declareInterval(hub, 60);
    const before = await rows(hub);

    setClock(now + 30_000);
    await publish(hub, newSignal());
    expect(await rows(hub)).toEqual(before);
    await evictDurableObject(hub.stub);

    await fireAlarm(hub, now + 60_000);
    const { socket } = await connectLive(hub);
    expect(await alarmOf(hub)).toBe(now + 90_000);
    await fireAlarm(hub, now + 90_000);
    expect(await statusFrames(socket)).toEqual([status(["scanner", "late", now + 30_000])]);
  });

  it("comes from its row for a request without", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await declareInterval(hub, 60);

    setClock(now + 30_000);
    await post(hub, "[]");
    await evictDurableObject(hub.stub);

    expect(await rows(hub)).toMatchObject([{ last_at: now + 30_000, state: "live" }]);
    await fireAlarm(hub, now + 89_999);
    const fresh = await TestSocket.openV2(hub);
    await fresh.next();
    expect(await fresh.next()).toBe(status(["scanner", "live", now + 30_000]));
  });

  it("comes from the newer of both", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await declareInterval(hub, 60);
    for (const [at, body] of [
      [10_000, newSignal({ id: "1" })],
      [20_000, "[]"],
      [30_000, newSignal({ id: "2" })],
    ] as const) {
      setClock(now + at);
      await post(hub, body);
      await evictDurableObject(hub.stub);

      const fresh = await TestSocket.openV2(hub);
      await fresh.next();
      expect(await fresh.next()).toBe(status(["scanner", "live", now + at]));
    }
  });

  it("is the last one that clients got", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await declareInterval(hub, 60);
    await fireAlarm(hub, now + 60_000);
    await evictDurableObject(hub.stub);

    const fresh = await TestSocket.openV2(hub);
    await fresh.next();
    expect(await fresh.next()).toBe(status(["scanner", "late", null]));
    await fresh.readTo("live");
    await fireAlarm(hub, now + 61_000);
    expect(await statusFrames(fresh)).toEqual([]);
  });
});

function rows(hub: TestHub): Promise<unknown[]> {
  return runInDurableObject(hub.stub, (_, { storage }) =>
    storage.sql.exec("SELECT * FROM sources").toArray(),
  );
}
