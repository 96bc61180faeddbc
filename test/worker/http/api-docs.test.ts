// The documents as the Worker serves them. A response or frame outside of them fails a test.

import { describe, it } from "vitest";
import asyncapi from "../../../src/api-docs/asyncapi.json" with { type: "json" };
import openapi from "../../../src/api-docs/openapi.json" with { type: "json" };
import { checkResponse, problemWithFrame } from "../../support/checks/api-docs-check.ts";
import { freshHub } from "../../support/hub/test-hub.ts";

const BROKEN_SETTINGS = { JWT_SECRET: "" };

describe.for([
  ["/openapi.json", openapi],
  ["/asyncapi.json", asyncapi],
] as const)("GET %s", ([path, document]) => {
  it("is the document, for anyone and any cache", async ({ expect }) => {
    const response = await freshHub(BROKEN_SETTINGS).fetch(path);

    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(await response.json()).toEqual(document);
  });

  it("answers 304 to a client with the current ETag", async ({ expect }) => {
    const hub = freshHub();
    const first = await hub.fetch(path);

    const etag = first.headers.get("ETag") ?? "";
    const again = await hub.fetch(path, { headers: { "If-None-Match": etag } });

    expect(etag).not.toBe("");
    expect(again.status).toBe(304);
  });
});

describe("a response outside of openapi.json is noticed", () => {
  const problem = (code: string, status: number, more: object = {}): Response => {
    const body = { type: `urn:signal-hub:error:${code}`, title: "Unauthorized", status, code };
    const headers = { "Content-Type": "application/problem+json" };
    return new Response(JSON.stringify({ ...body, ...more }), { status, headers });
  };

  it.for<[string, string, Response]>([
    [
      "a status outside of the endpoint's",
      "/healthz",
      Response.json({ status: "ok" }, { status: 201 }),
    ],
    ["a key too many", "/healthz", Response.json({ status: "ok", uptime: 1 })],
    ["a key too few", "/healthz", Response.json({})],
    ["an endpoint without description", "/admin", Response.json({ status: "ok" })],
    ["another media type", "/healthz", new Response('{"status":"ok"}')],
    ["an error of another endpoint", "/healthz", problem("unauthorized", 401)],
    ["an error under another status", "/internal/stats", problem("unauthorized", 403)],
    [
      "an error with a key too many",
      "/internal/stats",
      problem("unauthorized", 401, { trace: "" }),
    ],
  ])("%s", async ([, path, response], { expect }) => {
    const request = new Request(`http://localhost:8000${path}`);

    await expect(checkResponse(request, response)).rejects.toThrow("openapi.json");
  });

  it("and one within it passes", async ({ expect }) => {
    const request = new Request("http://localhost:8000/internal/stats");

    await expect(checkResponse(request, problem("unauthorized", 401))).resolves.toBeUndefined();
  });
});

describe("a frame outside of asyncapi.json is noticed", () => {
  it.for([
    ["an unknown type", '{"type":"hello"}'],
    ["a key too many", '{"type":"pong","at":1}'],
    ["a sequence number in v1", '{"type":"new_signal","signal_type":"a","data":{},"seq":1,"ts":1}'],
    ["data that is no object", '{"type":"new_signal","signal_type":"a","data":[]}'],
    ["an error with the text of another", '{"type":"error","code":"frame_unknown","message":"No"}'],
    ["messages in an array", '[{"type":"pong"},{"type":"pong"}]'],
  ] as const)("in v1: %s", ([, frame], { expect }) => {
    expect(problemWithFrame("signals.v1", frame)).toContain("asyncapi.json");
  });

  it.for([
    ["a message without its sequence number", '{"type":"new_signal","signal_type":"a","data":{}}'],
    [
      "a time with an offset from UTC",
      '{"type":"authenticated","expires_at":"2025-12-14T12:00:00+01:00"}',
    ],
    ["an array of one", '[{"type":"new_signal","signal_type":"a","data":{},"seq":1,"ts":1}]'],
    ["a fractional sequence number", '{"type":"live","seq":1.5}'],
  ] as const)("in v2: %s", ([, frame], { expect }) => {
    expect(problemWithFrame("signals.v2", frame)).toContain("asyncapi.json");
  });
});
