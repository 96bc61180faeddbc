// Replay attacks with a captured token, a captured signed request, and an `auth` frame.

import { afterEach, describe, it } from "vitest";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { upgradeOutcome, UNAUTHORIZED } from "../../support/hub/upgrade.ts";
import { publishSigned, sign } from "../../support/auth/signed-requests.ts";
import { freshHub, newSignal, operate, publish, signalUpdate } from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

const READS = ["/signals", "/signals/log?since=a:0", "/sse/signals"];

describe("a captured token", () => {
  it("is rejected everywhere once the user's older tokens are", async ({ expect }) => {
    const hub = freshHub();
    const stolen = await vipToken({ iat: nowSeconds() - 100 });
    const socket = await TestSocket.openV2(hub, "", await vipToken({ iat: nowSeconds() }));
    await socket.readTo("live");
    await operate(hub, "POST", "/members/123/disconnect", { not_before: nowSeconds() - 50 });
    const fresh = await TestSocket.openV2(hub);
    await fresh.readTo("live");

    expect(await upgradeOutcome(hub, { token: stolen })).toEqual(UNAUTHORIZED);
    for (const path of READS) {
      const headers = { Authorization: `Bearer ${stolen}` };
      expect((await hub.fetch(path, { headers })).status, path).toBe(401);
    }
    fresh.send(JSON.stringify({ type: "auth", token: stolen }));
    expect(await fresh.closed).toEqual(UNAUTHORIZED);
  });

  it("is rejected everywhere once it has expired, whatever it opened before", async ({
    expect,
  }) => {
    const now = stopClock();
    const hub = freshHub();
    const token = await vipToken({ exp: now + 60 });
    await TestSocket.connect(hub, "", token);

    setClock((now + 66) * 1_000);

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
    for (const path of READS) {
      const headers = { Authorization: `Bearer ${token}` };
      expect((await hub.fetch(path, { headers })).status, path).toBe(401);
    }
  });

  it("in an `auth` frame gives no longer access than its own expiry", async ({ expect }) => {
    const hub = freshHub();
    const exp = nowSeconds() + 120;
    const old = await vipToken({ exp });
    const socket = await TestSocket.openV2(hub, "", await vipToken({ exp: exp + 3_600 }));
    await socket.readTo("live");

    for (let round = 0; round < 3; round += 1) {
      socket.send(JSON.stringify({ type: "auth", token: old }));
      expect(await socket.read()).toEqual({
        type: "authenticated",
        expires_at: new Date((exp + 30) * 1_000).toISOString(),
      });
    }
  });
});

describe("a captured signed request", () => {
  it("gets the first response, is sent to nobody, and is 401 after its window", async ({
    expect,
  }) => {
    const now = stopClock();
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    await publish(hub, newSignal());
    const body = signalUpdate("1", '{"spread":9.12}');
    const captured = sign(PRODUCER_KEY, body, { at: now });
    await publishSigned(hub, body, captured);
    await socket.drain();

    setClock((now + 299) * 1_000);
    const within = await publishSigned(hub, body, captured);
    setClock((now + 301) * 1_000);
    const after = await publishSigned(hub, body, captured);

    expect(await within.json()).toMatchObject({ seq: 2, results: [{ duplicate: true }] });
    expect(after.status).toBe(401);
    expect(await socket.drain()).toEqual([]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 2 });
  });

  it.for([
    ["under another id", { "webhook-id": "msg_2" }],
    ["under another time", { "webhook-timestamp": String(nowSeconds() - 1) }],
    ["under another name", { "Idempotency-Key": "again" }],
    ["with the signature of another version", { "webhook-signature": "v1a,AAAA" }],
  ] as const)("is not another request %s", async ([, changed], { expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    const body = signalUpdate("1", "{}");
    const captured = sign(PRODUCER_KEY, body);
    await publishSigned(hub, body, captured);

    await publishSigned(hub, body, { ...captured, ...changed });

    expect(await hub.stub.stats()).toMatchObject({ seq: 2 });
  });

  it("is rejected at the producers' other endpoint", async ({ expect }) => {
    const hub = freshHub();
    const put = (body: string): Promise<Response> =>
      hub.fetch("/internal/sources/scanner", {
        method: "PUT",
        headers: { "Content-Type": "application/json", ...sign(PRODUCER_KEY, body) },
        body,
      });

    for (const body of [newSignal(), `[${newSignal()}]`, "[]"]) {
      expect((await put(body)).status, body).toBe(422);
    }
    expect((await put("")).status).toBe(400);
    const intervalBody = '{"expected_every_s":60}';
    expect((await publishSigned(hub, intervalBody, sign(PRODUCER_KEY, intervalBody))).status).toBe(
      422,
    );
  });
});
