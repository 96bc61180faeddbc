// The rows read by the hub, against the formula of `signal-hub cost`.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import {
  rowsReadByAlarm,
  rowsReadBySnapshot,
  type StoredRows,
} from "../../../src/cli/cost/hub-usage.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, stopClock } from "../../support/hub/clock.ts";
import { attachMeter, type Meter } from "../../support/hub/row-meter.ts";
import {
  freshHub,
  newSignal,
  postWithoutFlush,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

async function rowsReadBy(meter: Meter, act: () => Promise<unknown>): Promise<number> {
  const before = meter.rowsRead();
  await act();
  return meter.rowsRead() - before;
}

async function publishBody(hub: TestHub, body: string, key?: string): Promise<void> {
  const headers = key === undefined ? {} : { "Idempotency-Key": key };
  const response = await postWithoutFlush(hub, body, headers);
  if (response.status !== 200) throw new Error(await response.text());
}

/** A hub with so many rows. Its first publish request opens several signals, and the others open one each. */
async function hubWith({ signals, log, idempotencyKeys }: StoredRows): Promise<TestHub> {
  const hub = freshHub();
  const ids = Array.from({ length: signals }, (_, id) => String(id));
  const [first, ...others] = [ids.splice(0, signals - log + 1), ...ids.map((id) => [id])];
  await publishBody(hub, `[${first?.map((id) => newSignal({ id })).join()}]`);
  for (const [index, [id = ""]] of others.entries()) {
    await publishBody(hub, newSignal({ id }), index < idempotencyKeys ? `key-${index}` : undefined);
  }
  return hub;
}

describe("the rows read", () => {
  it.for([
    { signals: 1, log: 1, idempotencyKeys: 0 },
    { signals: 71, log: 23, idempotencyKeys: 21 },
    { signals: 40, log: 40, idempotencyKeys: 0 },
  ])(
    "by an alarm with nothing due are those of the formula for $log log rows",
    async (stored, { expect }) => {
      const hub = await hubWith(stored);
      const meter = await attachMeter(hub);
      await runDurableObjectAlarm(hub.stub);

      const read = await rowsReadBy(meter, () => runDurableObjectAlarm(hub.stub));

      expect(read).toBe(rowsReadByAlarm(stored));
    },
  );

  it("by a snapshot are twice the open signals, once for all who connect before the next message", async ({
    expect,
  }) => {
    const stored = { signals: 30, log: 3, idempotencyKeys: 0 };
    const hub = await hubWith(stored);
    const meter = await attachMeter(hub);
    const connect = async () => {
      await (await TestSocket.openV2(hub)).readTo("live");
    };

    expect(await rowsReadBy(meter, connect)).toBe(rowsReadBySnapshot(stored));
    expect(await rowsReadBy(meter, connect)).toBe(0);
  });

  it("by a publish request are one for its log row and one for each update", async ({ expect }) => {
    const hub = await hubWith({ signals: 2, log: 1, idempotencyKeys: 0 });
    const meter = await attachMeter(hub);
    const body = `[${newSignal({ id: "7" })},${signalUpdate("0", "{}")},${signalUpdate("1", "{}")}]`;

    const first = await rowsReadBy(meter, () => publishBody(hub, body));
    const again = await rowsReadBy(meter, () => publishBody(hub, body.replace("7", "8")));

    expect([first, again]).toEqual([3, 3]);
  });
});

describe("the alarm", () => {
  it("is set for each token that runs out, at a whole second", async ({ expect }) => {
    const now = stopClock(1_000);
    const hub = freshHub();
    const expiresIn = 45;
    const token = await vipToken({ iat: now, exp: now + expiresIn });
    const socket = await TestSocket.openV2(hub, "", token);
    await socket.readTo("live");

    const at = await runInDurableObject(hub.stub, (_, { storage }) => storage.getAlarm());

    const warnsAt = now + expiresIn + (LIMITS.tokenGraceMs - LIMITS.expiryNoticeMs) / 1_000;
    expect(at).toBe(warnsAt * 1_000);
  });
});
