// GET /internal/stats is right after a scenario. Its totals continue after a sleep.

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { freshHub, newSignal, operate, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";
import type { HubStats } from "../../../src/protocol/hub-stats.ts";

afterEach(releaseClock);

async function stats(hub: TestHub): Promise<HubStats> {
  return (await operate(hub, "GET", "/stats")).json();
}

async function fromFrankfurt(hub: TestHub, token: string): Promise<TestSocket> {
  const cf = { colo: "FRA" };
  const response = await hub.fetch(`/ws/signals?token=${token}`, {
    headers: { Upgrade: "websocket" },
    cf,
  });
  return new TestSocket(response);
}

describe("the sockets", () => {
  it("are counted by subprotocol and by location, also after a sleep", async ({ expect }) => {
    const hub = freshHub();
    await TestSocket.connect(hub);
    await TestSocket.openV2(hub, "", await vipToken({ sub: "2" }));
    const token = await vipToken({ sub: "3" });
    await fromFrankfurt(hub, token);
    const expected = {
      sockets: 3,
      sockets_by_subprotocol: { "signals.v1": 2, "signals.v2": 1 },
      sockets_by_location: { FRA: 1, unknown: 2 },
    };

    expect(await stats(hub)).toMatchObject(expected);
    await evictDurableObject(hub.stub);

    expect(await stats(hub)).toMatchObject(expected);
  });

  it("that are catching up lag by the missing messages of the farthest", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }), newSignal({ id: "3" }));
    await TestSocket.connect(hub);
    await TestSocket.connect(hub, "", await vipToken({ sub: "2" }));
    await TestSocket.connect(hub, "", await vipToken({ sub: "3" }));
    expect(await stats(hub)).toMatchObject({ catching_up: 0, lag: 0 });

    await runInDurableObject(hub.stub, (_, state) => {
      for (const [index, socket] of state.getWebSockets().slice(0, 2).entries()) {
        const session = socket.deserializeAttachment() as object; // SAFETY: the hub wrote it.
        const catchUp = { after: index + 1, sendLive: false };
        socket.serializeAttachment({ ...session, catchUp });
      }
    });
    await evictDurableObject(hub.stub);

    expect(await stats(hub)).toMatchObject({ catching_up: 2, lag: 2 });
  });
});

describe("the totals", () => {
  it("begin at nothing, and continue after a sleep", async ({ expect }) => {
    const hub = freshHub();
    expect(await stats(hub)).toMatchObject({
      messages: 0,
      publications: 0,
      deliveries: 0,
      slow_closed: 0,
      flush_ms: { p50: null, p99: null },
    });
    await TestSocket.connect(hub);
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
    // The duration is measured when the runtime has begun its next task.
    while ((await stats(hub)).flush_ms.p50 === null) await scheduler.wait(1);
    await publish(hub, newSignal({ id: "3" }));
    await evictDurableObject(hub.stub);

    const after = await stats(hub);

    expect(after).toMatchObject({ messages: 3, publications: 2, deliveries: 3 });
    expect(after.flush_ms.p50).toBeGreaterThanOrEqual(0);
    expect(after.flush_ms.p99).toBeGreaterThanOrEqual(after.flush_ms.p50 ?? Infinity);
  });
});

it("the sources have the same states as clients get", async ({ expect }) => {
  stopClock();
  const hub = freshHub();
  expect((await stats(hub)).sources).toEqual({});

  await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
  await publish(hub, newSignal());

  const at = new Date(Date.now()).toISOString();
  expect((await stats(hub)).sources).toEqual({ scanner: { state: "live", last_at: at } });
});

it("the month counts from its beginning, through a sleep and into the next month", async ({
  expect,
}) => {
  stopClock();
  setClock(Date.parse("2030-01-31T23:00:00Z"));
  const hub = freshHub();
  await publish(hub, newSignal({ id: "1" }));
  await publish(hub, newSignal({ id: "2" }));
  const { month: january } = await stats(hub);
  await evictDurableObject(hub.stub);
  const { month: slept } = await stats(hub);
  setClock(Date.parse("2030-02-01T00:00:00Z"));
  const { month: february } = await stats(hub);
  await publish(hub, newSignal({ id: "3" }));
  const { month: later } = await stats(hub);

  expect(january.name).toBe("2030-01");
  expect(january.requests).toBeGreaterThanOrEqual(3);
  // Two rows of the log, two of `signals`, and one alarm.
  expect(january.rows).toBe(5);
  expect(slept).toMatchObject({ name: "2030-01" });
  expect(slept.rows).toBeGreaterThanOrEqual(4);
  expect(february).toEqual({ name: "2030-02", requests: 1, rows: 0 });
  expect(later.rows).toBe(2);
});
