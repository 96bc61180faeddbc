// Access ends by alarm, to the millisecond, whether the hub is awake or evicted.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { UNAUTHORIZED, VIP_REQUIRED } from "../../support/hub/upgrade.ts";
import { freshHub, newSignal, operate, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const HOUR = 3_600;
let now: number;
beforeEach(() => {
  now = stopClock();
});
afterEach(releaseClock);

describe.for([
  ["awake", () => Promise.resolve()],
  ["asleep", (hub: TestHub) => evictDurableObject(hub.stub)],
] as const)("%s", ([, rest]) => {
  it.for([
    ["the token and its 30 s of grace", { exp: HOUR }, HOUR + 30, UNAUTHORIZED],
    ["VIP by the token", { exp: 2 * HOUR, vip: HOUR }, HOUR, VIP_REQUIRED],
    ["VIP within the grace", { exp: HOUR, vip: HOUR + 20 }, HOUR + 20, VIP_REQUIRED],
    ["both at once", { exp: HOUR, vip: HOUR + 30 }, HOUR + 30, VIP_REQUIRED],
  ] as const)("with %s", async ([, claims, after, closed], { expect }) => {
    const hub = freshHub();
    const moments = Object.entries(claims).map(([claim, seconds]) => [claim, now + seconds]);
    const token = await vipToken(Object.fromEntries(moments) as Record<string, number>);
    const socket = await TestSocket.connect(hub, "", token);
    const end = (now + after) * 1_000;
    expect(await alarmOf(hub)).toBe(end);

    setClock(end - 1);
    await rest(hub);
    expect(await runDurableObjectAlarm(hub.stub)).toBe(true);
    expect(await socket.drain()).toEqual([]);
    expect(await alarmOf(hub)).toBe(end);

    setClock(end);
    await rest(hub);
    expect(await runDurableObjectAlarm(hub.stub)).toBe(true);
    expect(await socket.closed).toEqual(closed);
    expect(await alarmOf(hub)).toBeNull();
  });

  it("with a grant", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const end = now * 1_000 + 1_234;
    await operate(hub, "PUT", "/members/123", { vip_until: new Date(end).toISOString() });
    await rest(hub);

    setClock(end);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.closed).toEqual(VIP_REQUIRED);
  });

  it("not with the token's VIP once a grant lasts longer", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub, "", await vipToken({ vip: now + 60 }));
    await operate(hub, "PUT", "/members/123", { vip_until: null });
    await rest(hub);

    setClock((now + 61) * 1_000);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.drain()).toEqual([]);
    expect(await alarmOf(hub)).toBe((now + HOUR + 30) * 1_000);
  });
});

it("the alarm is set for the earliest expiry, and then for the next", async ({ expect }) => {
  const hub = freshHub();
  const ends = [300, 100, 200];
  const sockets: TestSocket[] = [];
  for (const [user, end] of ends.entries()) {
    const token = await vipToken({ sub: `u${user}`, vip: now + end });
    sockets.push(await TestSocket.connect(hub, "", token));
  }
  await publish(hub, newSignal());
  expect(await alarmOf(hub)).toBe((now + 100) * 1_000);

  setClock((now + 100) * 1_000);
  await runDurableObjectAlarm(hub.stub);

  expect(await sockets[1]?.closed).toEqual(VIP_REQUIRED);
  expect(await alarmOf(hub)).toBe((now + 200) * 1_000);
  expect(await hub.stub.stats()).toMatchObject({ sockets: 2 });
  expect(await publish(hub, newSignal({ id: "2" }))).toMatchObject({
    results: [{ recipients: 2 }],
  });
});

// The platform accepts alarm times only after 1970 and before 2190.
describe("a time outside the alarm's range leaves the other alarms in place", () => {
  it.for(["0000-01-01", "1969-12-31", "1970-01-01", "2190-01-01", "9999-12-31"])(
    "a signal that ends on %s",
    async (end, { expect }) => {
      const hub = freshHub();

      await publish(hub, `{"expires_at":"${end}",${newSignal().slice(1)}`);
      await TestSocket.connect(hub, "", await vipToken({ vip: now + 60 }));

      expect(await alarmOf(hub)).toBeLessThanOrEqual((now + 60) * 1_000);
    },
  );

  it("a token until the year 9999", async ({ expect }) => {
    const hub = freshHub();

    await TestSocket.connect(hub, "", await vipToken({ exp: 253_402_300_799 }));
    await TestSocket.connect(hub, "", await vipToken({ vip: now + 60 }));

    expect(await alarmOf(hub)).toBeLessThanOrEqual((now + 60) * 1_000);
  });
});

it("an idle hub without sockets and signals has no alarm", async ({ expect }) => {
  const hub = freshHub();

  await hub.stub.stats();

  expect(await alarmOf(hub)).toBeNull();
});

function alarmOf(hub: TestHub): Promise<number | null> {
  return runInDurableObject(hub.stub, (_, state) => state.storage.getAlarm());
}
