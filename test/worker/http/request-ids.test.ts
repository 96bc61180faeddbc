// Every HTTP response has a request id from Cloudflare or the service.

import { afterEach, describe, it, vi } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { uniqueAddress } from "../../support/hub/upgrade.ts";
import { freshHub, operate } from "../../support/hub/test-hub.ts";
import { TestSocket, upgrade } from "../../support/hub/test-socket.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const RAY = "8f1b2c3d4e5f6a7b-FRA";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("X-Request-Id", () => {
  it.for([
    ["200", "/healthz", {}],
    ["401", "/internal/signals", { method: "POST" }],
    ["404", "/nowhere", {}],
    ["405", "/healthz", { method: "PATCH" }],
    ["426", "/ws/signals", {}],
    ["preflight", "/signals", { method: "OPTIONS", headers: { Origin: "https://app.example" } }],
  ] as const)("is on every response: %s", async ([, path, init], { expect }) => {
    const hub = freshHub();

    const one = await hub.fetch(path, init);
    const other = await hub.fetch(path, init);

    expect(one.headers.get("X-Request-Id")).toMatch(UUID);
    expect(other.headers.get("X-Request-Id")).not.toBe(one.headers.get("X-Request-Id"));
  });

  it("is on a stream and on a response of the hub", async ({ expect }) => {
    const hub = freshHub();
    const headers = { Authorization: `Bearer ${await vipToken()}` };

    const stream = await hub.fetch("/sse/signals", { headers });
    const stats = await operate(hub, "GET", "/stats");
    await stream.body?.cancel();

    expect(stream.headers.get("X-Request-Id")).toMatch(UUID);
    expect(stream.headers.get("Content-Type")).toBe("text/event-stream");
    expect(stats.headers.get("X-Request-Id")).toMatch(UUID);
  });

  it("is the CF-Ray of Cloudflare if there is one", async ({ expect }) => {
    const answer = await freshHub().fetch("/healthz", { headers: { "CF-Ray": RAY } });

    expect(answer.headers.get("X-Request-Id")).toBe(RAY);
  });

  it.for([
    { "X-Request-Id": "c4n4ry" },
    { "CF-Ray": "c4n4ry" },
    { "CF-Ray": `${RAY} c4n4ry` },
    { "CF-Ray": "", "X-Request-Id": RAY },
  ])("is never the client's own: %j", async (headers, { expect }) => {
    const answer = await freshHub().fetch("/healthz", { headers });

    expect(answer.headers.get("X-Request-Id")).toMatch(UUID);
  });

  it("is readable by pages", async ({ expect }) => {
    const answer = await freshHub().fetch("/signals", {
      headers: { Origin: "https://app.example" },
    });

    expect(answer.headers.get("Access-Control-Expose-Headers")).toContain("X-Request-Id");
  });
});

describe("a socket's 101", () => {
  it("is unchanged from the hub", async ({ expect }) => {
    const answer = await upgrade(freshHub(), "", {
      "Sec-WebSocket-Protocol": `signals.v2, bearer.${await vipToken()}`,
      "CF-Ray": RAY,
    });

    expect(answer.status).toBe(101);
    expect([...answer.headers]).toEqual([["sec-websocket-protocol", "signals.v2"]]);
    expect((await new TestSocket(answer).read())["type"]).toBe("connected");
  });

  it("is unchanged on a rejection", async ({ expect }) => {
    const answer = await upgrade(freshHub(), "", { "CF-Connecting-IP": uniqueAddress() });

    expect(answer.status).toBe(101);
    expect([...answer.headers]).toEqual([]);
    expect(await new TestSocket(answer).closed).toEqual({ code: 1008, reason: "Unauthorized" });
  });
});

it("request.failed has the request id of the response", async ({ expect }) => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  // Without its binding the hub is an unforeseen error.
  const hub = freshHub({ HUB: undefined as never });

  const response = await operate(hub, "GET", "/stats");

  const failed = lines
    .map((line) => JSON.parse(line) as { event: string; request?: string })
    .find(({ event }) => event === "request.failed");
  expect(response.status).toBe(503);
  expect(failed?.request).toMatch(UUID);
  expect(response.headers.get("X-Request-Id")).toBe(failed?.request);
  expect(await response.text()).not.toContain(failed?.request);
});
