// The row count of /metrics equals the platform's billed rows.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { releaseClock, stopClock } from "../../support/hub/clock.ts";
import { attachMeter } from "../../support/hub/row-meter.ts";
import { read } from "../../support/hub/scrape.ts";
import { freshHub, newSignal, operate, post, publish } from "../../support/hub/test-hub.ts";

afterEach(releaseClock);

describe("the row count", () => {
  it("is the rows that the database wrote, and the alarms", async ({ expect }) => {
    stopClock(1_000);
    const hub = freshHub();
    await publish(hub, newSignal({ id: "0" }));
    const meter = await attachMeter(hub);
    const cost = (): number => meter.rows() + meter.alarms();
    const before = { counted: (await read(hub))["rows_written_total"] ?? 0, spent: cost() };

    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
    await post(hub, newSignal({ id: "3" }), { "Idempotency-Key": "post-1" });
    await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
    await operate(hub, "PUT", "/members/1", { vip_until: null });
    await runDurableObjectAlarm(hub.stub);

    const { rows_written_total: counted = 0 } = await read(hub);
    expect(cost()).toBeGreaterThan(before.spent);
    expect(counted - before.counted).toBe(cost() - before.spent);
  });

  it("includes the row that carries the count through a sleep", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    await publish(hub, newSignal({ id: "2" }));
    const { rows_written_total: before } = await read(hub);

    await evictDurableObject(hub.stub);

    expect(await read(hub)).toMatchObject({ rows_written_total: before });
  });
});
