// A page of another site in a VIP's or an operator's browser. It opens no socket, reads nothing and sends nothing.

import { describe, it } from "vitest";
import { ENDPOINTS } from "../../../src/api-docs/endpoints.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { upgradeOutcome, wasWoken } from "../../support/hub/upgrade.ts";
import { freshHub, type TestHub } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

const ALLOWED_ORIGIN = "https://app.example";
const FOREIGN_ORIGIN = "https://evil.example";
const DENIED = { code: 1008, reason: "Origin not allowed" };

function hubForOurPages(): TestHub {
  return freshHub({ ALLOWED_ORIGINS: ALLOWED_ORIGIN });
}

// The documents and the health check are public, for pages too.
const endpoints = Object.entries(ENDPOINTS)
  .filter(([, { callerKind }]) => callerKind !== "anyone")
  .map(([route, { callerKind }]) => {
    const [method = "", path = ""] = route.split(" ");
    return { route, method, path: path.replace(/:\w+/, "1"), callerKind };
  });

it("a page of another site opens no socket, even with a good token", async ({ expect }) => {
  const hub = hubForOurPages();
  const token = await vipToken();

  for (const Origin of [
    FOREIGN_ORIGIN,
    "null",
    `${ALLOWED_ORIGIN}.evil.example`,
    "http://app.example",
  ]) {
    for (const headers of [
      { Origin },
      { Origin, "Sec-WebSocket-Protocol": `signals.v2, bearer.${token}` },
      { Origin, "Sec-Fetch-Site": "same-origin", Referer: `${ALLOWED_ORIGIN}/` },
    ]) {
      expect(await upgradeOutcome(hub, { token, headers })).toEqual(DENIED);
    }
  }
  expect(await wasWoken(hub)).toBe(false);
});

it("a cookie is not a token", async ({ expect }) => {
  const hub = hubForOurPages();
  const token = await vipToken();
  const Cookie = `token=${token}; Authorization=Bearer ${token}; access_token=${token}`;

  const socket = await upgradeOutcome(hub, { headers: { Origin: ALLOWED_ORIGIN, Cookie } });

  expect(socket).toEqual({ code: 1008, reason: "Unauthorized" });
  for (const path of ["/signals", "/sse/signals"]) {
    expect((await hub.fetch(path, { headers: { Cookie } })).status).toBe(401);
  }
});

describe.for(endpoints)("$route", ({ method, path }) => {
  it("lets no page of another site read its response", async ({ expect }) => {
    const hub = hubForOurPages();

    for (const key of [await vipToken(), OPERATOR_KEY, PRODUCER_KEY]) {
      const response = await hub.fetch(path, {
        method,
        headers: { Origin: FOREIGN_ORIGIN, Authorization: `Bearer ${key}` },
      });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
      expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    }
  });

  it("rejects the preflight of another site", async ({ expect }) => {
    const response = await hubForOurPages().fetch(path, {
      method: "OPTIONS",
      headers: {
        Origin: FOREIGN_ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
      },
    });

    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});

it.for(endpoints.filter(({ callerKind }) => callerKind !== "vip"))(
  "$route is not for pages at all, be they ours",
  async ({ method, path }, { expect }) => {
    const hub = hubForOurPages();

    for (const sent of [method, "OPTIONS"]) {
      const response = await hub.fetch(path, {
        method: sent,
        headers: { Origin: ALLOWED_ORIGIN, "Access-Control-Request-Method": method },
      });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
  },
);
