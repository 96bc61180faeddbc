// The main path, with the hub evicted between every two steps.

import { evictDurableObject } from "cloudflare:test";
import { describe, it } from "vitest";
import { freshHub, newSignal, operate, publish, signalUpdate } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";

describe("the main path", () => {
  it("goes on as if the hub had never slept", async ({ expect }) => {
    const hub = freshHub();
    const sleep = (): Promise<void> => evictDurableObject(hub.stub);

    const vip = await TestSocket.open(hub, "", await vipToken());
    expect(await vip.next()).toBe(
      '{"type":"connected","message":"Connected to CryptoTracker real-time signals","user_id":123}',
    );
    await sleep();

    vip.send('{"type": "ping"}');
    expect(await vip.next()).toBe('{"type":"pong"}');
    await sleep();

    const first = await publish(hub, newSignal());
    expect(first).toMatchObject({ seq: 1, results: [{ seq: 1, duplicate: false, recipients: 1 }] });
    expect(await vip.next()).toBe(newSignal());
    await sleep();

    const update = signalUpdate("1", '{"spread":9.12,"mexc_spot_price":0.00670000}');
    expect(await publish(hub, update)).toMatchObject({ seq: 2 });
    expect(await vip.next()).toBe(update);
    await sleep();

    expect(await publish(hub, newSignal())).toMatchObject({
      seq: 2,
      results: [{ seq: 1, duplicate: true, recipients: 0 }],
    });
    await sleep();

    const revoked = await operate(hub, "DELETE", "/members/123");
    expect(await revoked.json()).toEqual({ user_id: "123", closed: 1 });
    expect(await vip.closed).toEqual({ code: 1008, reason: "VIP subscription required" });
    await sleep();

    const rejected = await TestSocket.open(hub, "", await vipToken());
    expect(await rejected.closed).toEqual({ code: 1008, reason: "VIP subscription required" });
    await sleep();

    await operate(hub, "PUT", "/members/123", { vip_until: null });
    await sleep();
    const again = await TestSocket.connect(hub);
    again.close(1000, "bye");
    expect(await again.closed).toMatchObject({ code: 1000 });
  });
});
