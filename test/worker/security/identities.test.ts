// A user who tries to act as another, with a token on an open socket or with a similar id.

import { describe, it } from "vitest";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { freshHub, operate } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** Ids that a careless comparison takes for `123`. */
const CONFUSABLE_IDS: readonly (string | number)[] = [
  "0123",
  "123.0",
  " 123",
  "123 ",
  "123\0",
  "+123",
  "1e2",
  "0x7b",
  "１２３",
  "123\u200b",
  -123,
  1_230,
];

describe("a socket of user 123", () => {
  it.for(CONFUSABLE_IDS)("isn't refreshed by a token of %j", async (sub, { expect }) => {
    const hub = freshHub();
    const exp = nowSeconds() + 600;
    const socket = await TestSocket.openV2(hub, "", await vipToken({ exp }));
    await socket.readTo("live");

    const longer = await vipToken({ sub, exp: exp + 3_600 });
    socket.send(JSON.stringify({ type: "auth", token: longer }));
    expect(await socket.read()).toMatchObject({ type: "error", code: "unauthorized" });

    // The user and the expiry of the socket are unchanged.
    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ exp }) }));
    expect(await socket.read()).toEqual({
      type: "authenticated",
      expires_at: new Date((exp + 30) * 1_000).toISOString(),
    });
    expect(await (await operate(hub, "DELETE", "/members/123")).json()).toMatchObject({
      closed: 1,
    });
  });

  it("is refreshed by a token that has the id as a number", async ({ expect }) => {
    const socket = await TestSocket.openV2(freshHub());
    await socket.readTo("live");

    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ sub: 123 }) }));

    expect(await socket.read()).toMatchObject({ type: "authenticated" });
  });

  it("gains no VIP by the token of another who has it", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub, "", await vipToken({ vip: nowSeconds() + 600 }));
    const [connected] = await socket.readTo("live");

    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ sub: "124" }) }));
    await socket.read();
    await operate(hub, "DELETE", "/members/124");

    expect(await socket.drain()).toEqual([]);
    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ vip: false }) }));
    expect(await socket.closed).toEqual({ code: 1008, reason: "VIP subscription required" });
    expect(connected).toMatchObject({ user_id: 123 });
  });
});

it.for(CONFUSABLE_IDS.filter((sub) => typeof sub === "string"))(
  "an operator's request for user %j leaves 123 alone",
  async (sub, { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    const response = await operate(hub, "DELETE", `/members/${encodeURIComponent(sub)}`);

    expect(await response.json()).toEqual({ user_id: sub, closed: 0 });
    expect(await socket.drain()).toEqual([]);
  },
);
