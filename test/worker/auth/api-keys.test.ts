// API keys of producers and operators. Every wrong key gets the same response.

import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { wasWoken } from "../../support/hub/upgrade.ts";
import { freshHub, newSignal, type TestHub } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

const PRODUCERS = { method: "POST", path: "/internal/signals", body: newSignal() };
const OPERATORS = [
  { method: "PUT", path: "/internal/members/1", body: '{"vip_until":null}' },
  { method: "DELETE", path: "/internal/members/1" },
  { method: "POST", path: "/internal/members/1/disconnect", body: "{}" },
  { method: "GET", path: "/internal/log" },
  { method: "GET", path: "/internal/stats" },
];

describe.for([
  { ...PRODUCERS, right: PRODUCER_KEY, other: OPERATOR_KEY },
  ...OPERATORS.map((endpoint) => ({ ...endpoint, right: OPERATOR_KEY, other: PRODUCER_KEY })),
])("$method $path", (endpoint) => {
  it("rejects every wrong key alike and doesn't parse the body", async ({ expect }) => {
    const hub = freshHub();
    const wrong = [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      `Bearer ${endpoint.other}`,
      `Bearer ${endpoint.right}x`,
      `Bearer ${endpoint.right.slice(0, -1)}`,
      `Bearer ${endpoint.right.toUpperCase()}`,
      `Bearer x ${endpoint.right}`,
      `Bearer ${endpoint.right} x`,
      `x Bearer ${endpoint.right}`,
      `Bearer scanner:${endpoint.right}`,
      `Basic ${endpoint.right}`,
      endpoint.right,
      `Bearer ${await vipToken()}`,
    ];

    const responses = await Promise.all(wrong.map((key) => request(hub, endpoint, key)));
    const unread = await request(
      hub,
      { ...endpoint, ...(endpoint.body && { body: "{" }) },
      wrong[4],
    );

    for (const response of [...responses, unread]) {
      expect(response.status).toBe(401);
      expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
      expect(response.headers.get("Content-Type")).toBe("application/problem+json");
      expect(await response.text()).toBe(
        '{"type":"urn:signal-hub:error:unauthorized","title":"Unauthorized","status":401,"code":"unauthorized"}',
      );
    }
    expect(await wasWoken(hub)).toBe(false);
  });

  it.for([`Bearer ${endpoint.right}`, `bearer   ${endpoint.right}`, `BEARER ${endpoint.right} `])(
    "accepts the right key: %s",
    async (authorization, { expect }) => {
      expect((await request(freshHub(), endpoint, authorization)).status).toBe(200);
    },
  );
});

it("both keys of a rotating name are accepted, and the old one not afterwards", async ({
  expect,
}) => {
  const [old, current] = ["o".repeat(32), "c".repeat(32)] as const;
  const rotating = freshHub({ PRODUCER_KEYS: `scanner:${old},scanner:${current}` });
  const rotated = freshHub({ PRODUCER_KEYS: `scanner:${current}` });

  expect((await request(rotating, PRODUCERS, `Bearer ${old}`)).status).toBe(200);
  expect((await request(rotating, PRODUCERS, `Bearer ${current}`)).status).toBe(200);
  expect((await request(rotated, PRODUCERS, `Bearer ${current}`)).status).toBe(200);
  expect((await request(rotated, PRODUCERS, `Bearer ${old}`)).status).toBe(401);
});

function request(
  hub: TestHub,
  { method, path, body }: { method: string; path: string; body?: string | undefined },
  authorization: string | undefined,
): Promise<Response> {
  return hub.fetch(path, {
    method,
    headers: {
      ...(authorization !== undefined && { Authorization: authorization }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(body !== undefined && { body }),
  });
}
