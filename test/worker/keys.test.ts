// Who may post and operate: every wrong key gets one and the same answer.

import { describe, it } from "vitest";
import { vipToken } from "../support/access-tokens.ts";
import { wasWoken } from "../support/front-door.ts";
import { freshHub, newSignal, type TestHub } from "../support/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../support/test-settings.ts";

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
  ...OPERATORS.map((door) => ({ ...door, right: OPERATOR_KEY, other: PRODUCER_KEY })),
])("$method $path", (door) => {
  it("refuses every wrong key alike, before it reads the body", async ({ expect }) => {
    const hub = freshHub();
    const wrong = [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      `Bearer ${door.other}`,
      `Bearer ${door.right}x`,
      `Bearer ${door.right.slice(0, -1)}`,
      `Bearer ${door.right.toUpperCase()}`,
      `Bearer x ${door.right}`,
      `Bearer ${door.right} x`,
      `x Bearer ${door.right}`,
      `Bearer scanner:${door.right}`,
      `Basic ${door.right}`,
      door.right,
      `Bearer ${await vipToken()}`,
    ];

    const answers = await Promise.all(wrong.map((key) => come(hub, door, key)));
    const unread = await come(hub, { ...door, ...(door.body && { body: "{" }) }, wrong[4]);

    for (const answer of [...answers, unread]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get("WWW-Authenticate")).toBe("Bearer");
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
      expect(await answer.text()).toBe(
        '{"type":"urn:signal-hub:refusal:unauthorized","title":"Unauthorized","status":401,"code":"unauthorized"}',
      );
    }
    expect(await wasWoken(hub)).toBe(false);
  });

  it.for([`Bearer ${door.right}`, `bearer   ${door.right}`, `BEARER ${door.right} `])(
    "takes the right key: %s",
    async (authorization, { expect }) => {
      expect((await come(freshHub(), door, authorization)).status).toBe(200);
    },
  );
});

it("both live keys of a rotating name are taken, and neither once it is gone", async ({
  expect,
}) => {
  const [old, current] = ["o".repeat(32), "c".repeat(32)] as const;
  const rotating = freshHub({ PRODUCER_KEYS: `scanner:${old},scanner:${current}` });
  const rotated = freshHub({ PRODUCER_KEYS: `scanner:${current}` });

  expect((await come(rotating, PRODUCERS, `Bearer ${old}`)).status).toBe(200);
  expect((await come(rotating, PRODUCERS, `Bearer ${current}`)).status).toBe(200);
  expect((await come(rotated, PRODUCERS, `Bearer ${current}`)).status).toBe(200);
  expect((await come(rotated, PRODUCERS, `Bearer ${old}`)).status).toBe(401);
});

function come(
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
