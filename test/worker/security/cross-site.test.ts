// A page of another site in a VIP's or an operator's browser: no socket, nothing to read, nothing to send.

import { describe, it } from "vitest";
import { DOORS } from "../../../src/contract/doors.ts";
import { vipToken } from "../../support/access-tokens.ts";
import { answerTo, wasWoken } from "../../support/front-door.ts";
import { freshHub, type TestHub } from "../../support/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

const OURS = "https://app.example";
const THEIRS = "https://evil.example";
const DENIED = { code: 1008, reason: "Origin not allowed" };

function hubForOurPages(): TestHub {
  return freshHub({ ALLOWED_ORIGINS: OURS });
}

// The documents and the health are for anyone, pages among them.
const doors = Object.entries(DOORS)
  .filter(([, { audience }]) => audience !== "anyone")
  .map(([route, { audience }]) => {
    const [method = "", path = ""] = route.split(" ");
    return { route, method, path: path.replace(/:\w+/, "1"), audience };
  });

it("a page of another site opens no socket, even with a good token", async ({ expect }) => {
  const hub = hubForOurPages();
  const token = await vipToken();

  for (const Origin of [THEIRS, "null", `${OURS}.evil.example`, "http://app.example"]) {
    for (const headers of [
      { Origin },
      { Origin, "Sec-WebSocket-Protocol": `signals.v2, bearer.${token}` },
      { Origin, "Sec-Fetch-Site": "same-origin", Referer: `${OURS}/` },
    ]) {
      expect(await answerTo(hub, { token, headers })).toEqual(DENIED);
    }
  }
  expect(await wasWoken(hub)).toBe(false);
});

it("a cookie is nobody's token", async ({ expect }) => {
  const hub = hubForOurPages();
  const token = await vipToken();
  const Cookie = `token=${token}; Authorization=Bearer ${token}; access_token=${token}`;

  const socket = await answerTo(hub, { headers: { Origin: OURS, Cookie } });

  expect(socket).toEqual({ code: 1008, reason: "Unauthorized" });
  for (const path of ["/signals", "/sse/signals"]) {
    expect((await hub.fetch(path, { headers: { Cookie } })).status).toBe(401);
  }
});

describe.for(doors)("$route", ({ method, path }) => {
  it("lets no page of another site read its answer", async ({ expect }) => {
    const hub = hubForOurPages();

    for (const key of [await vipToken(), OPERATOR_KEY, PRODUCER_KEY]) {
      const answer = await hub.fetch(path, {
        method,
        headers: { Origin: THEIRS, Authorization: `Bearer ${key}` },
      });
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
      expect(answer.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    }
  });

  it("tells a preflight of another site nothing that lets it go on", async ({ expect }) => {
    const answer = await hubForOurPages().fetch(path, {
      method: "OPTIONS",
      headers: {
        Origin: THEIRS,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
      },
    });

    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});

it.for(doors.filter(({ audience }) => audience !== "vip"))(
  "$route is not for pages at all, be they ours",
  async ({ method, path }, { expect }) => {
    const hub = hubForOurPages();

    for (const sent of [method, "OPTIONS"]) {
      const answer = await hub.fetch(path, {
        method: sent,
        headers: { Origin: OURS, "Access-Control-Request-Method": method },
      });
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
  },
);
