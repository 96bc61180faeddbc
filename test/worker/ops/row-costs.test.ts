// Rows written are the cost of storage. Each test counts a message's share from insert to deletion.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { attachMeter, type Meter } from "../../support/hub/row-meter.ts";
import {
  freshHub,
  newSignal,
  operate,
  post,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

interface Cost {
  readonly rows: number;
  readonly alarms: number;
}

async function costOf(meter: Meter, act: () => Promise<unknown>): Promise<Cost> {
  const before = { rows: meter.rows(), alarms: meter.alarms() };
  await act();
  return { rows: meter.rows() - before.rows, alarms: meter.alarms() - before.alarms };
}

/**
 * The rows written for one publish request until nothing of it is left. The log keeps its newest row, so a later
 * message makes the log drop the request's row. Its signals expire after a week. The later message's own rows are
 * not counted.
 */
async function lifetimeCostOf(publishIt: (hub: TestHub) => Promise<unknown>): Promise<Cost> {
  const now = stopClock(1_000) * 1_000;
  const hub = freshHub();
  const meter = await attachMeter(hub);
  const born = await costOf(meter, () => publishIt(hub));
  setClock(now + 1_000);
  // An update of an unknown signal writes one row to the log and one to `signals`.
  await publish(hub, signalUpdate('"later"', "{}"));

  const forgotten = await costOf(meter, async () => {
    for (const age of [LIMITS.logRetentionMs, LIMITS.signalTtlMs]) {
      setClock(now + age + 2 * SERVER_LIMITS.pruneEveryMs);
      await runDurableObjectAlarm(hub.stub);
    }
  });
  const { oldest_seq: oldest, seq, signals } = await hub.stub.stats();
  if (oldest !== seq || signals !== 0)
    throw new Error(`not forgotten: ${oldest} ${seq} ${signals}`);
  // Its row leaves `signals` too, and its row of the log stays.
  return { rows: born.rows + forgotten.rows - 1, alarms: born.alarms };
}

describe("over its whole life", () => {
  it("a message of a batch of 100 costs at most 3 rows", async ({ expect }) => {
    const batch = Array.from({ length: 100 }, (_, id) => newSignal({ id: String(id) }));

    const { rows } = await lifetimeCostOf((hub) => publish(hub, ...batch));

    expect(rows).toBe(2 * (1 + 100));
    expect(rows / 100).toBeLessThanOrEqual(3);
  });

  it("a lone message with an idempotency key costs 6 rows", async ({ expect }) => {
    const cost = await lifetimeCostOf((hub) =>
      post(hub, newSignal(), { "Idempotency-Key": "post-1" }),
    );

    // Into `log`, `signals` and `posts`, and out of them. The alarm is counted separately. The first request sets it
    // for all later ones, here and in the next test.
    expect(cost.rows).toBe(6);
    expect(cost.alarms).toBeLessThanOrEqual(2);
  });

  it("a lone message without a key costs 4 rows", async ({ expect }) => {
    expect((await lifetimeCostOf((hub) => publish(hub, newSignal()))).rows).toBe(4);
  });

  it("a batch of 1,000 with a key costs what 1,000 signals and two rows cost", async ({
    expect,
  }) => {
    const batch = Array.from({ length: 1_000 }, (_, id) => newSignal({ id: String(id) }));

    const { rows } = await lifetimeCostOf((hub) =>
      post(hub, `[${batch.join()}]`, { "Idempotency-Key": "post-1" }),
    );

    expect(rows).toBe(2 * (1 + 1_000 + 1));
  });
});

describe("on its own", () => {
  it("an update writes one row of the log and one of `signals`, and no alarm", async ({
    expect,
  }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    const meter = await attachMeter(hub);

    const cost = await costOf(meter, () => publish(hub, signalUpdate("1", '{"spread":1}')));

    expect(cost).toEqual({ rows: 2, alarms: 0 });
  });

  it("a hundred publish requests set the alarm as often as one does", async ({ expect }) => {
    stopClock(1_000);
    const hub = freshHub();
    const meter = await attachMeter(hub);
    const first = await costOf(meter, () => publish(hub, newSignal({ id: "0" })));

    for (let id = 1; id < 100; id += 1) await publish(hub, newSignal({ id: String(id) }));

    expect(meter.alarms()).toBe(first.alarms);
  });

  it("a duplicate, a rejected request or a conflict writes nothing", async ({ expect }) => {
    const hub = freshHub();
    const key = { "Idempotency-Key": "post-1" };
    await post(hub, newSignal(), key);
    const meter = await attachMeter(hub);

    const cost = await costOf(meter, async () => {
      await post(hub, newSignal(), key);
      await post(hub, newSignal({ id: "2" }), key);
      await post(hub, newSignal());
      await post(hub, newSignal({ spread: "0" }));
      await post(hub, "{}", key);
      await post(hub, "[]", { "Idempotency-Key": "beat-1" });
    });

    expect(cost).toEqual({ rows: 0, alarms: 0 });
  });

  it("a source's request with messages writes no heartbeat row, and one without writes one", async ({
    expect,
  }) => {
    const hub = freshHub();
    await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
    const meter = await attachMeter(hub);

    expect((await costOf(meter, () => publish(hub, newSignal()))).rows).toBe(2);
    expect((await costOf(meter, () => post(hub, "[]"))).rows).toBe(1);
  });

  it("a client that connects, reads and closes writes no row", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    await evictDurableObject(hub.stub);
    const meter = await attachMeter(hub);

    const { rows } = await costOf(meter, async () => {
      const v1 = await TestSocket.connect(hub);
      const v2 = await TestSocket.openV2(hub);
      await v2.readTo("live");
      v1.close(1_000);
      v2.close(1_000);
      await Promise.all([v1.closed, v2.closed]);
    });

    expect(rows).toBe(0);
  });
});
