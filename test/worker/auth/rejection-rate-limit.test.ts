// The rate limit of rejections by address. Past it an address gets no more sockets to hold open.

import { it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  upgradeOutcome,
  uniqueAddress,
  connectedFrame,
  UNAUTHORIZED,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { freshHub, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket, upgrade } from "../../support/hub/test-socket.ts";

it("an address past its 100 rejections gets plain 429, others and good tokens a socket", async ({
  expect,
}) => {
  const hub = freshHub();
  const exhausted = { "CF-Connecting-IP": uniqueAddress() };
  const other = { "CF-Connecting-IP": uniqueAddress() };

  const { sockets, response: answer } = await connectUntilRejected(hub, exhausted);

  // Once more where a new minute began in between.
  expect(sockets).toBeGreaterThanOrEqual(100);
  expect(sockets).toBeLessThanOrEqual(200);
  expect(answer.status).toBe(429);
  expect(answer.webSocket).toBeNull();
  expect(answer.headers.get("Retry-After")).toBe("60");
  expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await answer.json()).toEqual({
    type: "urn:signal-hub:error:rate_limited",
    title: "Rate limit exceeded",
    status: 429,
    code: "rate_limited",
  });
  expect(await wasWoken(hub)).toBe(false);
  expect(await upgradeOutcome(hub, { headers: other })).toEqual(UNAUTHORIZED);
  expect(await upgradeOutcome(hub, { headers: exhausted, token: await vipToken() })).toBe(
    connectedFrame(),
  );
});

it("the addresses of one IPv6 customer share a rate limit", async ({ expect }) => {
  const hub = freshHub();
  const customer = crypto.randomUUID().slice(0, 4);
  const { response: answer } = await connectUntilRejected(hub, {
    "CF-Connecting-IP": `2001:db8:${customer}::1`,
  });
  expect(answer.status).toBe(429);

  const otherClient = await upgrade(hub, "", { "CF-Connecting-IP": `2001:db8:${customer}:1::1` });
  const { sockets } = await connectUntilRejected(hub, {
    "CF-Connecting-IP": `2001:0DB8:${customer}:0:ffff::1`,
  });

  expect(await new TestSocket(otherClient).closed).toEqual(UNAUTHORIZED);
  // None, unless a new minute began in between.
  expect([0, 100]).toContain(sockets);
});

async function connectUntilRejected(
  hub: TestHub,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly sockets: number; readonly response: Response }> {
  for (let sockets = 0; sockets <= 300; sockets += 1) {
    const answer = await upgrade(hub, "token=AAAA.AAAA.AAAA", headers);
    if (answer.status !== 101) return { sockets, response: answer };
    await new TestSocket(answer).closed;
  }
  throw new Error("300 refusals, and still a socket for each");
}
