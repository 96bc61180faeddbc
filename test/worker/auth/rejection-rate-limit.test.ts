// The number of rejections one address may cause before it gets no more sockets to hold open.

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

it("an address past its 100 rejections gets plain 429, others and valid tokens get a socket", async ({
  expect,
}) => {
  const hub = freshHub();
  const exhausted = { "CF-Connecting-IP": uniqueAddress() };
  const other = { "CF-Connecting-IP": uniqueAddress() };

  const { sockets, response } = await connectUntilRejected(hub, exhausted);

  // The limit counts again if a new minute began in between.
  expect(sockets).toBeGreaterThanOrEqual(100);
  expect(sockets).toBeLessThanOrEqual(200);
  expect(response.status).toBe(429);
  expect(response.webSocket).toBeNull();
  expect(response.headers.get("Retry-After")).toBe("60");
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await response.json()).toEqual({
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
  const { response } = await connectUntilRejected(hub, {
    "CF-Connecting-IP": `2001:db8:${customer}::1`,
  });
  expect(response.status).toBe(429);

  const otherClient = await upgrade(hub, "", { "CF-Connecting-IP": `2001:db8:${customer}:1::1` });
  const { sockets } = await connectUntilRejected(hub, {
    "CF-Connecting-IP": `2001:0DB8:${customer}:0:ffff::1`,
  });

  expect(await new TestSocket(otherClient).closed).toEqual(UNAUTHORIZED);
  // It is 100 only if a new minute began in between.
  expect([0, 100]).toContain(sockets);
});

async function connectUntilRejected(
  hub: TestHub,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly sockets: number; readonly response: Response }> {
  for (let sockets = 0; sockets <= 300; sockets += 1) {
    const response = await upgrade(hub, "token=AAAA.AAAA.AAAA", headers);
    if (response.status !== 101) return { sockets, response };
    await new TestSocket(response).closed;
  }
  throw new Error("still a socket after 300 rejections");
}
