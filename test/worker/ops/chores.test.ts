// The alarm's chores while storage fails: one failing chore stops neither the others nor the next alarm.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { freshHub, newSignal, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";
import { UNAUTHORIZED } from "../../support/hub/upgrade.ts";

let now: number;
beforeEach(() => {
  now = stopClock();
});
afterEach(releaseClock);

it("access still ends while pruning fails, and pruning is tried again after 30 s", async ({
  expect,
}) => {
  const hub = freshHub();
  const socket = await TestSocket.connect(hub, "", await vipToken({ exp: now + 60 }));
  await publish(hub, newSignal({ id: "1" }));
  await dropTable(hub, "signals");
  const end = (now + 60 + 30) * 1_000;

  setClock(end);
  expect(await runDurableObjectAlarm(hub.stub)).toBe(true);

  expect(await socket.closed).toEqual(UNAUTHORIZED);
  expect(await alarmOf(hub)).toBe(end + 30_000);
});

it("a source's state is announced while pruning fails", async ({ expect }) => {
  const hub = freshHub();
  const socket = await TestSocket.openV2(hub);
  await socket.readTo("live");
  await runInDurableObject(hub.stub, (instance) => instance.setSourceInterval("scanner", 60));
  await socket.readTo("status");
  await dropTable(hub, "posts");

  setClock((now + 61) * 1_000);
  await runDurableObjectAlarm(hub.stub);

  expect((await socket.readTo("status")).at(-1)).toMatchObject({
    sources: { scanner: { state: "late" } },
  });
});

it("a source's state is evaluated again 30 s after storage failed", async ({ expect }) => {
  const hub = freshHub();
  await runInDurableObject(hub.stub, (instance) => instance.setSourceInterval("scanner", 60));
  await dropTable(hub, "sources");
  const late = (now + 61) * 1_000;

  setClock(late);
  await runDurableObjectAlarm(hub.stub);

  expect(await alarmOf(hub)).toBe(late + 30_000);
});

/** Makes every later statement on the table throw. */
function dropTable(hub: TestHub, table: string): Promise<void> {
  return runInDurableObject(hub.stub, (_, state) => {
    state.storage.sql.exec(`DROP TABLE ${table}`);
  });
}

function alarmOf(hub: TestHub): Promise<number | null> {
  return runInDurableObject(hub.stub, (_, state) => state.storage.getAlarm());
}
