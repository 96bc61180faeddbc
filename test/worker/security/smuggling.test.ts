// A client forges the Worker's internal headers in its request. None of them reaches the hub.

import { env } from "cloudflare:workers";
import { describe, it } from "vitest";
import type { Bindings } from "../../../src/config/settings.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { uniqueAddress } from "../../support/hub/upgrade.ts";
import { freshHub, operate, post, newSignal, type TestHub } from "../../support/hub/test-hub.ts";

const FORGED = JSON.stringify({
  userId: "999",
  claims: { expiresAt: 9e15, issuedAt: null, vip: "unlimited" },
  subprotocol: "signals.v2",
  selectedProtocol: "signals.v2",
  filter: {},
  since: null,
  service: "Forger",
});

/** Every header that a service behind a proxy has ever read its caller from. */
const HEADERS: Readonly<Record<string, string>> = {
  "x-signal-hub-connect": FORGED,
  "x-signal-hub-rejection": "overloaded",
  "x-user-id": "999",
  "x-internal-user": "999",
  "x-forwarded-user": "999",
  "x-forwarded-for": "127.0.0.1",
  "x-forwarded-host": "hub.internal",
  "x-real-ip": "127.0.0.1",
  "x-original-url": "/internal/stats",
  "x-rewrite-url": "/internal/stats",
  "x-http-method-override": "DELETE",
  "cf-access-authenticated-user-email": "night@desk.example",
  "cf-worker": "hub.internal",
  "cf-ray": "forged",
  forwarded: "for=127.0.0.1;host=hub.internal",
  cookie: "user_id=999; vip=true",
};

const QUERY = new URLSearchParams({
  userId: "999",
  user_id: "999",
  sub: "999",
  vip: "true",
  claims: FORGED,
  connectRequest: FORGED,
  "x-signal-hub-connect": FORGED,
  subprotocol: "signals.v2",
  selectedProtocol: "signals.v2",
  service: "Forger",
  connectionId: "forged",
  after: "0",
  filter: '{"coinNames":["BTC"]}',
}).toString();

/** A hub that rejects every socket and records the Worker's requests. */
function recordingHub(): { readonly hub: TestHub; readonly seen: Request[] } {
  const seen: Request[] = [];
  const stub = {
    fetch: (request: Request): Response => {
      seen.push(request);
      return new Response(null, {
        status: 403,
        headers: { "x-signal-hub-rejection": "vip_required" },
      });
    },
  };
  // SAFETY: the endpoints under test call `fetch` alone.
  const HUB = { getByName: () => stub } as unknown as Bindings["HUB"];
  return { hub: freshHub({ HUB }), seen };
}

async function written(request: Request | undefined): Promise<unknown> {
  if (request === undefined) return "no request";
  const { method, url, headers } = request;
  return { method, url, headers: Object.fromEntries(headers), body: await request.text() };
}

describe("a request with forged internal headers is passed on like any other", () => {
  const upgrade = { Upgrade: "websocket" };
  it.for<[string, string, Readonly<Record<string, string>>]>([
    ["an upgrade", "/ws/signals", upgrade],
    ["an upgrade in v2", "/ws/signals", { ...upgrade, "Sec-WebSocket-Protocol": "signals.v2" }],
    ["a stream", "/sse/signals", {}],
  ])("%s", async ([, path, ownHeaders], { expect }) => {
    const { hub, seen } = recordingHub();
    const Authorization = `Bearer ${await vipToken({ sub: "123" })}`;
    const plain = { ...ownHeaders, Authorization, "CF-Connecting-IP": uniqueAddress() };

    await hub.fetch(path, { headers: plain });
    await hub.fetch(`${path}?${QUERY}`, { headers: { ...HEADERS, ...plain } });

    const [honest, smuggled] = await Promise.all(seen.map(written));
    expect(smuggled).toEqual(honest);
    expect(honest).toMatchObject({
      method: "GET",
      url: "https://hub.internal/socket",
      headers: { upgrade: "websocket" },
      body: "",
    });
    const connectRequest = seen[1]?.headers.get("x-signal-hub-connect") ?? "{}";
    expect(Object.keys(Object.fromEntries(seen[1]?.headers ?? [])).toSorted()).toEqual([
      "upgrade",
      "x-signal-hub-connect",
    ]);
    expect(JSON.parse(connectRequest)).toMatchObject({ userId: "123", service: "CryptoTracker" });
    expect(connectRequest).not.toMatch(/999|Forger|eyJ/);
  });
});

describe("a user's id that would end the connect request early stays inside it", () => {
  it.for([
    '1","userId":"999',
    "1\r\nx-signal-hub-connect: forged",
    "1\0",
    "\u2028₿\u{1f600}",
    "__proto__",
  ])("%j", async (sub, { expect }) => {
    const { hub, seen } = recordingHub();

    await hub.fetch("/sse/signals", {
      headers: { Authorization: `Bearer ${await vipToken({ sub })}` },
    });

    const [request] = seen;
    expect(JSON.parse(request?.headers.get("x-signal-hub-connect") ?? "")).toMatchObject({
      userId: sub,
      claims: { vip: "unlimited" },
    });
    expect([...(request?.headers ?? [])]).toHaveLength(2);
  });
});

it("no header and no query opens an endpoint of operators or producers", async ({ expect }) => {
  const hub = freshHub();
  const token = await vipToken();

  for (const [method, path] of [
    ["GET", "/internal/stats"],
    ["GET", "/metrics"],
    ["DELETE", "/internal/members/1"],
    ["POST", "/internal/drain"],
    ["POST", "/internal/signals"],
    ["PUT", "/internal/sources/scanner"],
  ] as const) {
    const response = await hub.fetch(`${path}?${QUERY}&token=${token}&key=night`, {
      method,
      headers: { ...HEADERS, "X-Api-Key": "night" },
    });
    expect(response.status, path).toBe(401);
  }
});

it("a method in a header or a query doesn't replace the request's own", async ({ expect }) => {
  const hub = freshHub();
  const override = { "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
  await post(hub, newSignal());

  const response = await hub.fetch("/internal/stats?_method=DELETE", {
    headers: { ...override, Authorization: `Bearer ${env.OPERATOR_KEYS?.split(":")[1]}` },
  });

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ seq: 1 });
  expect((await operate(hub, "GET", "/stats/../members/123")).status).toBe(405);
});
