// The operators' endpoints for a user's access. They grant, revoke and disconnect.

import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, stopClock } from "../../support/hub/clock.ts";
import {
  upgradeOutcome,
  firstFrameOrClose,
  connectedFrame,
  UNAUTHORIZED,
  VIP_REQUIRED,
} from "../../support/hub/upgrade.ts";
import { freshHub, newSignal, operate, publish } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const ME = "/members/123";

afterEach(releaseClock);

describe("a grant", () => {
  it.for([
    ["without end", null],
    ["until the year 9999", "9999-12-31T23:59:59Z"],
  ] as const)("%s admits a user whose token has no VIP", async ([, until], { expect }) => {
    const hub = freshHub();
    const token = await vipToken({ vip: false });
    expect(await upgradeOutcome(hub, { token })).toEqual(VIP_REQUIRED);

    const response = await operate(hub, "PUT", ME, { vip_until: until });
    await evictDurableObject(hub.stub);

    const timestamp = until && new Date(until).toISOString();
    expect(await response.json()).toEqual({ user_id: "123", vip_until: timestamp, closed: 0 });
    expect(await upgradeOutcome(hub, { token })).toBe(connectedFrame());
  });

  it("until a past time closes open sockets and rejects new ones", async ({ expect }) => {
    const hub = freshHub();
    const sockets = [await TestSocket.connect(hub), await TestSocket.connect(hub)];
    const other = await TestSocket.connect(hub, "", await vipToken({ sub: "1234" }));

    const response = await operate(hub, "PUT", ME, { vip_until: "2020-01-01T00:00:00Z" });

    expect(await response.json()).toMatchObject({ closed: 2 });
    for (const socket of sockets) expect(await socket.closed).toEqual(VIP_REQUIRED);
    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(VIP_REQUIRED);
    expect(await other.drain()).toEqual([]);
  });

  it("is to the millisecond", async ({ expect }) => {
    const now = stopClock();
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const at = (ms: number): string => new Date(now * 1_000 + ms).toISOString();

    const ahead = await operate(hub, "PUT", ME, { vip_until: at(1) });
    const here = await operate(hub, "PUT", ME, { vip_until: at(0) });

    expect(await ahead.json()).toMatchObject({ vip_until: at(1), closed: 0 });
    expect(await here.json()).toMatchObject({ vip_until: at(0), closed: 1 });
    expect(await socket.closed).toEqual(VIP_REQUIRED);
  });

  it("accepts an offset, and reads a time without one as UTC", async ({ expect }) => {
    const hub = freshHub();

    const offset = await operate(hub, "PUT", ME, { vip_until: "2099-01-01T02:00:00+02:00" });
    const withoutZone = await operate(hub, "PUT", ME, { vip_until: "2099-01-01T00:00:00" });

    expect(await offset.json()).toMatchObject({ vip_until: "2099-01-01T00:00:00.000Z" });
    expect(await withoutZone.json()).toMatchObject({ vip_until: "2099-01-01T00:00:00.000Z" });
  });
});

describe("a revocation", () => {
  it("closes open sockets, overrides a VIP's token and survives sleep", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    await evictDurableObject(hub.stub);

    const response = await operate(hub, "DELETE", ME);
    await evictDurableObject(hub.stub);

    expect(await response.json()).toEqual({ user_id: "123", closed: 1 });
    expect(await socket.closed).toEqual(VIP_REQUIRED);
    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(VIP_REQUIRED);
    expect(await publish(hub, newSignal())).toMatchObject({ results: [{ recipients: 0 }] });
  });

  it("of an unknown user holds for their first connect", async ({ expect }) => {
    const hub = freshHub();

    const response = await operate(hub, "DELETE", ME);

    expect(await response.json()).toEqual({ user_id: "123", closed: 0 });
    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(VIP_REQUIRED);
  });

  it("ends with the next grant", async ({ expect }) => {
    const hub = freshHub();
    await operate(hub, "DELETE", ME);

    await operate(hub, "PUT", ME, { vip_until: null });

    expect(await upgradeOutcome(hub, { token: await vipToken({ vip: false }) })).toBe(
      connectedFrame(),
    );
  });
});

describe("a disconnection", () => {
  it.for([
    ["no body", undefined],
    ["an empty object", {}],
  ] as const)("with %s closes open sockets and rejects no token", async ([, body], { expect }) => {
    const hub = freshHub();
    const token = await vipToken();
    const sockets = [await TestSocket.connect(hub, "", token), await TestSocket.connect(hub)];

    const response = await operate(hub, "POST", `${ME}/disconnect`, body);

    expect(await response.json()).toEqual({ user_id: "123", closed: 2 });
    for (const socket of sockets) expect(await socket.closed).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(hub, { token })).toBe(connectedFrame());
  });

  it("with not_before rejects older tokens, also after sleep", async ({ expect }) => {
    const hub = freshHub();
    const now = nowSeconds();
    const socket = await TestSocket.connect(hub);

    await operate(hub, "POST", `${ME}/disconnect`, { not_before: now });
    await evictDurableObject(hub.stub);

    expect(await socket.closed).toEqual(UNAUTHORIZED);
    const older = await vipToken({ iat: now - 1 });
    const unknown = await vipToken({ iat: undefined });
    expect(await upgradeOutcome(hub, { token: older })).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(hub, { token: unknown })).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(hub, { token: await vipToken({ iat: now }) })).toBe(
      connectedFrame(),
    );
    const other = await vipToken({ sub: "124", iat: now - 1 });
    expect(await upgradeOutcome(hub, { token: other })).toBe(connectedFrame(124));
  });

  it("never moves not_before back", async ({ expect }) => {
    const hub = freshHub();
    const now = nowSeconds();
    const token = await vipToken({ iat: now - 1 });

    await operate(hub, "POST", `${ME}/disconnect`, { not_before: now });
    await operate(hub, "POST", `${ME}/disconnect`, { not_before: now - 100 });

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
  });

  it("and a grant don't change one another's fields", async ({ expect }) => {
    const hub = freshHub();
    const now = nowSeconds();

    await operate(hub, "PUT", ME, { vip_until: null });
    await operate(hub, "POST", `${ME}/disconnect`, { not_before: now });
    await operate(hub, "PUT", ME, { vip_until: "2099-01-01" });

    const old = await vipToken({ vip: false, iat: now - 1 });
    const fresh = await vipToken({ vip: false, iat: now });
    expect(await upgradeOutcome(hub, { token: old })).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(hub, { token: fresh })).toBe(connectedFrame());
  });
});

describe("a bad body", () => {
  const GRANT = ["PUT", ME] as const;
  const DISCONNECT = ["POST", `${ME}/disconnect`] as const;

  it.for([
    [GRANT, "{}", 422, "/vip_until"],
    [GRANT, '{"vip_until":true}', 422, "/vip_until"],
    [GRANT, '{"vip_until":1765713600}', 422, "/vip_until"],
    [GRANT, '{"vip_until":"c4n4ry"}', 422, "/vip_until"],
    [GRANT, '{"vip_until":"2025-02-30"}', 422, "/vip_until"],
    [GRANT, '{"vip_until":""}', 422, "/vip_until"],
    [GRANT, '{"vip_until":null,"c4n4ry":1}', 422, ""],
    [GRANT, '["c4n4ry"]', 422, ""],
    [GRANT, "null", 422, ""],
    [GRANT, '{"vip_until":null,"vip_until":null}', 400, undefined],
    [GRANT, "c4n4ry", 400, undefined],
    [GRANT, "", 400, undefined],
    [GRANT, `{"vip_until":"${"c4n4ry".repeat(1_000)}"}`, 413, undefined],
    [DISCONNECT, '{"not_before":"c4n4ry"}', 422, "/not_before"],
    [DISCONNECT, '{"not_before":-1}', 422, "/not_before"],
    [DISCONNECT, '{"not_before":1.5}', 422, "/not_before"],
    [DISCONNECT, '{"not_before":null}', 422, "/not_before"],
    [DISCONNECT, '{"not_before":9007199254740993}', 422, "/not_before"],
    [DISCONNECT, '{"c4n4ry":1}', 422, ""],
    [DISCONNECT, "[]", 422, ""],
    [DISCONNECT, '{"not_before":1e400}', 400, undefined],
    [DISCONNECT, "{", 400, undefined],
    [DISCONNECT, " ".repeat(4_097), 413, undefined],
  ] as const)("%j %s is %i", async ([[method, path], body, status, where], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    const response = await hub.fetch(`/internal${path}`, {
      method,
      headers: { Authorization: `Bearer ${OPERATOR_KEY}`, "Content-Type": "application/json" },
      body,
    });

    const text = await response.text();
    expect(response.status).toBe(status);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    if (where !== undefined) {
      expect(JSON.parse(text)).toMatchObject({ errors: [{ index: 0, path: where }] });
    }
    expect(text).not.toContain("c4n4ry");
    expect(await socket.drain()).toEqual([]);
  });

  it("of another media type is 415", async ({ expect }) => {
    const response = await freshHub().fetch(`/internal${ME}`, {
      method: "PUT",
      headers: { Authorization: `Bearer ${OPERATOR_KEY}`, "Content-Type": "text/plain" },
      body: '{"vip_until":null}',
    });

    expect(response.status).toBe(415);
  });
});

describe("a user's id in the path", () => {
  it.for([
    ["alice", "alice"],
    ["a%2Fb", "a/b"],
    ["ali%20ce", "ali ce"],
    ["50%25", "50%"],
    ["a+b", "a+b"],
    ["%D0%90%D0%BB%D0%B8%D1%81%D0%B0", "Алиса"],
    ["%F0%9D%84%9E", "𝄞"],
    ["%3Cb%3E%22", '<b>"'],
    ["disconnect", "disconnect"],
    ["u".repeat(128), "u".repeat(128)],
  ] as const)("%s is %s", async ([path, userId], { expect }) => {
    const hub = freshHub();
    const token = await vipToken({ sub: userId });
    const socket = await TestSocket.connect(hub, "", token);

    const revoked = await operate(hub, "DELETE", `/members/${path}`);

    expect(await revoked.json()).toEqual({ user_id: userId, closed: 1 });
    expect(await firstFrameOrClose(socket)).toEqual(VIP_REQUIRED);
    await operate(hub, "PUT", `/members/${path}`, { vip_until: null });
    expect(await upgradeOutcome(hub, { token })).toBe(connectedFrame(userId));
    const gone = await operate(hub, "POST", `/members/${path}/disconnect`);
    expect(await gone.json()).toEqual({ user_id: userId, closed: 1 });
  });

  it.for(["%FF", "%E0%A4%A", "50%", "%zz"])("%s is not an id", async (path, { expect }) => {
    const response = await operate(freshHub(), "DELETE", `/members/${path}`);

    expect(response.status).toBe(422);
  });

  it("is rejected past 128 characters", async ({ expect }) => {
    const response = await operate(freshHub(), "DELETE", `/members/${"u".repeat(129)}`);

    expect(response.status).toBe(422);
  });
});
