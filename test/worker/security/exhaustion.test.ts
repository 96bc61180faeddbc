// Resource exhaustion by a VIP, by a thousand unknown clients, and by a producer with a leaked key. Each test bounds
// the damage, and checks that everybody else is still served.

import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import {
  uniqueAddress,
  attemptUpgrade,
  UNAUTHORIZED,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { fillLog } from "../../support/hub/log-rows.ts";
import {
  freshHub,
  newSignal,
  operate,
  post,
  postWithoutFlush,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

describe("one VIP", () => {
  it("holds ten sockets, over all subprotocols and endpoints", async ({ expect }) => {
    const hub = freshHub();
    const other = await TestSocket.connect(hub, "", await vipToken({ sub: "other" }));
    const headers = { Authorization: `Bearer ${await vipToken()}` };
    const streams: Response[] = [];

    for (let round = 0; round < 15; round += 1) {
      await TestSocket.connect(hub);
      await TestSocket.openV2(hub, `min_spread=${round}`);
      streams.push(await hub.fetch("/sse/signals", { headers }));
    }

    expect(await hub.stub.stats()).toMatchObject({ sockets: LIMITS.socketsPerUser + 1, users: 2 });
    expect(await other.drain()).toEqual([]);
    for (const stream of streams) await stream.body?.cancel();
  });

  it("that floods is closed after twenty frames, and nobody else is", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    const calm = await TestSocket.openV2(hub, "", await vipToken({ sub: "calm" }));
    await calm.readTo("live");
    const token = await vipToken();

    for (const frame of [
      '{"type":"subscribe","filter":{}}',
      JSON.stringify({ type: "auth", token }),
      JSON.stringify({ type: "auth", token: "x".repeat(4_000) }),
      "{",
    ]) {
      const loud = await TestSocket.openV2(hub, "", token);
      for (let round = 0; round <= LIMITS.clientFrames; round += 1) loud.send(frame);
      expect(await loud.closed, frame.slice(0, 30)).toEqual({
        code: 1008,
        reason: "Rate limit exceeded",
      });
    }

    expect(await calm.drain()).toEqual([]);
  });

  it("gets no larger page than others, and no wider filter", async ({ expect }) => {
    const hub = freshHub();
    await fillLog(hub, 1, 3_000);
    const headers = { Authorization: `Bearer ${await vipToken()}` };
    const { epoch } = await hub.stub.stats();
    const statusOf = async (path: string): Promise<number> =>
      (await hub.fetch(path, { headers })).status;

    const page = await hub.fetch(`/signals/log?since=${epoch}:0`, { headers });

    const { messages } = await page.json<{ readonly messages: readonly unknown[] }>();
    expect(messages).toHaveLength(LIMITS.pageItems);
    expect(await statusOf(`/signals?limit=${LIMITS.pageItems + 1}`)).toBe(400);
    const values = Array.from({ length: LIMITS.filterValues + 1 }, (_, n) => `c${n}`).join();
    expect(await statusOf(`/signals?coin_name=${values}`)).toBe(400);
    expect(await statusOf(`/signals?coin_name=${"x".repeat(LIMITS.filterValueChars + 1)}`)).toBe(
      400,
    );
  });

  it("may have one minute's worth of rows scanned, over all endpoints, and then waits", async ({
    expect,
  }) => {
    const now = stopClock() * 1_000;
    const hub = freshHub();
    // Nothing matches, so each read scans every row. Each filter is new, so no read is cached.
    await fillLog(hub, 1, 20_000);
    const { epoch } = await hub.stub.stats();
    const headers = { Authorization: `Bearer ${await vipToken()}` };
    const since = `since=${epoch}:0&min_spread=`;
    const open = await TestSocket.openV2(hub, "min_spread=1");
    await open.readTo("live");

    let reads = 0;
    for (; reads < 100; reads += 1) {
      const response = await hub.fetch(`/signals/log?${since}${reads}`, { headers });
      if (response.status === 429) break;
    }

    expect(reads).toBe(LIMITS.scannedRows / 20_000);
    expect((await hub.fetch("/signals", { headers })).status).toBe(429);
    expect((await hub.fetch("/sse/signals", { headers })).status).toBe(429);
    const limited = { code: 1008, reason: "Rate limit exceeded" };
    expect(await (await TestSocket.openV2(hub, `${since}100`)).closed).toEqual(limited);
    open.send('{"type":"subscribe","filter":{}}');
    expect(await open.closed).toEqual(limited);

    const other = { Authorization: `Bearer ${await vipToken({ sub: "other" })}` };
    expect((await hub.fetch("/signals", { headers: other })).status).toBe(200);
    setClock(now + 1_000);
    expect((await hub.fetch("/signals", { headers })).status).toBe(200);
  });

  it("leaves nothing in the hub's database, whatever it does there", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    const before = await rowsOf(hub);
    const headers = { Authorization: `Bearer ${await vipToken()}` };

    for (let round = 0; round < 20; round += 1) {
      const socket = await TestSocket.openV2(hub, `coin_name=c${round}`);
      socket.send('{"type":"subscribe","filter":{}}');
      socket.send(JSON.stringify({ type: "auth", token: await vipToken() }));
      socket.send("junk");
      await socket.drain();
      await hub.fetch("/signals", { headers });
    }

    expect(await rowsOf(hub)).toEqual(before);
  });
});

describe("a thousand unknown clients", () => {
  it("at every endpoint never wake the hub", async ({ expect }) => {
    const hub = freshHub();
    const wrong = { Authorization: "Bearer AAAA.AAAA.AAAA" };

    for (let attempt = 0; attempt < 1_000; attempt += 1) {
      const address = { "CF-Connecting-IP": uniqueAddress() };
      const path = PATHS[attempt % PATHS.length] ?? "/";
      const response = await hub.fetch(path, { headers: { ...address, ...wrong } });
      expect([401, 404, 405, 426], path).toContain(response.status);
      if (attempt % 10 > 0) continue;
      expect(await (await attemptUpgrade(hub, { headers: address })).closed).toEqual(UNAUTHORIZED);
    }

    expect(await wasWoken(hub)).toBe(false);
  });

  it("with megabytes each get a response before their bodies are read", async ({ expect }) => {
    const hub = freshHub();
    const body = "x".repeat(LIMITS.publishBytes + 1);

    for (const key of ["", "Bearer x", `Bearer ${PRODUCER_KEY}`, `Bearer ${OPERATOR_KEY}`]) {
      const headers = { Authorization: key, "Content-Type": "application/json" };
      for (const path of ["/internal/signals", "/internal/sources/scanner"]) {
        const method = path.endsWith("signals") ? "POST" : "PUT";
        expect((await hub.fetch(path, { method, headers, body })).status).toBe(413);
      }
    }

    expect(await wasWoken(hub)).toBe(false);
  });
});

const PATHS = [
  "/ws/signals",
  "/sse/signals",
  "/signals",
  "/signals/log?since=a:0",
  "/internal/stats",
  "/internal/drain",
  "/metrics",
  "/nowhere",
];

describe("a producer whose key leaked", () => {
  const STOLEN = "s".repeat(32);
  const keys = `scanner:${STOLEN},other:${PRODUCER_KEY}`;

  it("acts under its own name alone, and undoes nothing of another's", async ({ expect }) => {
    const hub = freshHub({ PRODUCER_KEYS: keys });
    const thief = { Authorization: `Bearer ${STOLEN}` };
    const named = { "Idempotency-Key": "1" };
    await publish(hub, newSignal());

    const overwritten = await post(hub, newSignal({ spread: "99" }), thief);
    const poisoned = await post(hub, newSignal({ id: "2" }), { ...thief, ...named });
    const honest = await post(hub, newSignal({ id: "3" }), named);
    const intervalResponse = await hub.fetch("/internal/sources/other", {
      method: "PUT",
      headers: { ...thief, "Content-Type": "application/json" },
      body: '{"expected_every_s":1}',
    });

    expect(overwritten.status).toBe(409);
    expect(poisoned.status).toBe(200);
    expect(await honest.json()).toMatchObject({ results: [{ duplicate: false }] });
    expect(intervalResponse.status).toBe(401);
  });

  it("is rejected from the next settings on, and its messages are known by its name", async ({
    expect,
  }) => {
    const hub = freshHub({ PRODUCER_KEYS: keys });
    const HUB_NAME = hub.stub.name ?? "";
    const rotated = freshHub({ HUB_NAME, PRODUCER_KEYS: `other:${PRODUCER_KEY}` });
    const thief = { Authorization: `Bearer ${STOLEN}` };
    const socket = await TestSocket.connect(hub);

    expect((await post(hub, newSignal(), thief)).status).toBe(200);
    expect((await post(rotated, newSignal({ id: "2" }), thief)).status).toBe(401);
    expect((await post(rotated, newSignal({ id: "3" }))).status).toBe(200);

    expect(await socket.drain()).toEqual([newSignal(), newSignal({ id: "3" })]);
    const storedCount = await runInDurableObject(hub.stub, (_, { storage }) =>
      storage.sql.exec("SELECT last_seq, source FROM log ORDER BY last_seq").toArray(),
    );
    expect(storedCount).toEqual([
      { last_seq: 1, source: "scanner" },
      { last_seq: 2, source: "other" },
    ]);
  });

  it("can't make the log, a signal or a response grow without end", async ({ expect }) => {
    const hub = freshHub();
    await fillLog(hub, 1, LIMITS.logMessages * 1.1);
    const big = "x".repeat(LIMITS.signalChars / 2);
    const batch = `[${Array.from({ length: 1_000 }, (_, n) => newSignal({ id: String(n) })).join()}]`;

    expect((await post(hub, batch)).status).toBe(200);
    const { oldest_seq: oldest, seq } = await hub.stub.stats();
    expect(seq - oldest).toBeLessThanOrEqual(LIMITS.logMessages * 1.1);

    expect((await postWithoutFlush(hub, signalUpdate("1", `{"a":"${big}"}`))).status).toBe(200);
    expect((await postWithoutFlush(hub, signalUpdate("1", `{"b":"${big}"}`))).status).toBe(422);
    expect((await postWithoutFlush(hub, newSignal({ id: `"${"x".repeat(200)}"` }))).status).toBe(
      422,
    );
  });

  it("doesn't keep an operator out, nor a VIP from connecting", async ({ expect }) => {
    const hub = freshHub();
    const flood = Array.from({ length: 50 }, (_, n) =>
      postWithoutFlush(hub, newSignal({ id: String(n) })),
    );

    const revoked = await operate(hub, "DELETE", "/members/9");
    const socket = await TestSocket.connect(hub);
    const responses = await Promise.all(flood);

    expect(revoked.status).toBe(200);
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    const frames = await socket.drain();
    expect(new Set(frames).size).toBe(frames.length);
  });
});

async function rowsOf(hub: TestHub): Promise<unknown> {
  return runInDurableObject(hub.stub, (_, { storage }) =>
    ["log", "signals", "members", "posts", "sources", "meta"].map((table) =>
      storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
    ),
  );
}
