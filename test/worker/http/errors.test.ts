// Every row of the error table, provoked through the endpoints, on each channel of the row.

import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { ERRORS, type ErrorCode } from "../../../src/errors.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, stopClock } from "../../support/hub/clock.ts";
import { firstFrameOrClose, uniqueAddress, attemptUpgrade } from "../../support/hub/upgrade.ts";
import { freshHub, newSignal, post, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket, upgrade, type Closed } from "../../support/hub/test-socket.ts";

// A client's token bucket refills with time. The clock stands still here.
beforeEach(() => {
  stopClock();
});
afterEach(releaseClock);

type Channel = "http" | "close" | "frame";
type Cause = (hub: TestHub) => Promise<Response | Closed | string>;

const CAUSES: Readonly<Record<string, Cause>> = {
  "unauthorized http": (hub) => post(hub, newSignal(), { Authorization: "Bearer nobody" }),
  "unauthorized close": (hub) => closing(hub, {}),
  "vip_required close": async (hub) => closing(hub, { token: await vipToken({ vip: false }) }),
  "origin_denied close": () =>
    closing(freshHub({ ALLOWED_ORIGINS: "https://a.example" }), {
      headers: { Origin: "https://b.example" },
    }),
  "rate_limited http": (hub) => exhaustAddress(hub),
  "rate_limited close": (hub) => afterFrames(hub, Array<string>(21).fill('{"type": "pong"}')),
  "replaced close": async (hub) => {
    const first = await TestSocket.connect(hub);
    for (let more = 0; more < LIMITS.socketsPerUser; more += 1) await TestSocket.connect(hub);
    return first.closed;
  },
  "overloaded http": () => post(freshHub({ HUB_LOCATION: "moon" }), newSignal()),
  "overloaded close": () => closing(freshHub({ HUB_LOCATION: "moon" }), {}),
  "frame_malformed frame": async (hub) => responseTo(hub, "hello"),
  "frame_unknown frame": async (hub) => responseTo(hub, '{"type":"hello"}'),
  "frame_too_big close": (hub) => afterFrames(hub, ["x".repeat(LIMITS.clientFrameBytes + 1)]),
  "binary_frame close": (hub) => afterFrames(hub, [new ArrayBuffer(1)]),
  "body_malformed http": (hub) => post(hub, "{"),
  "body_invalid http": (hub) => post(hub, "{}"),
  "body_too_big http": (hub) => post(hub, " ".repeat(LIMITS.publishBytes + 1)),
  "media_type http": (hub) => post(hub, newSignal(), { "Content-Type": "text/plain" }),
  "signal_exists http": async (hub) => {
    await publish(hub, newSignal());
    return post(hub, newSignal({ spread: "1" }));
  },
  "query_invalid close": async (hub) =>
    closing(hub, { token: await vipToken(), query: "min_spread=much" }),
  "upgrade_required http": (hub) => hub.fetch("/ws/signals"),
  "method_not_allowed http": (hub) => hub.fetch("/internal/signals"),
  "not_found http": (hub) => hub.fetch("/nowhere"),
};

/** Rows provoked by no request here. Other tests hold them. */
const ELSEWHERE = [
  "draining close",
  "idempotency_conflict http",
  "origin_denied http",
  "query_invalid http",
  "silent close",
  "slow_consumer close",
  "vip_required http",
];

const ROWS = Object.keys(ERRORS).flatMap((code) =>
  channelsOf(code as ErrorCode).map((channel) => [code as ErrorCode, channel] as const),
);

it("every row is provoked here or is listed as not reachable here", ({ expect }) => {
  const rows = ROWS.map(([code, channel]) => `${code} ${channel}`);

  expect([...Object.keys(CAUSES), ...ELSEWHERE].toSorted()).toEqual(rows.toSorted());
});

it.for(ROWS)("the reason of %s on %s fits a close frame", ([code], { expect }) => {
  const bytes = new TextEncoder().encode(ERRORS[code].reason).byteLength;

  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(123);
});

it.for(ROWS.filter(([code, channel]) => `${code} ${channel}` in CAUSES))(
  "%s on %s",
  async ([code, channel], { expect }) => {
    const row: { readonly http?: number; readonly close?: number; readonly reason: string } =
      ERRORS[code];

    const response = await CAUSES[`${code} ${channel}`]?.(freshHub());

    if (response instanceof Response) {
      expect(response.status).toBe(row.http);
      expect(response.headers.get("Content-Type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({ code, status: row.http, title: row.reason });
    } else if (typeof response === "string") {
      expect(response).toBe(`{"type":"error","code":"${code}","message":"${row.reason}"}`);
    } else expect(response).toEqual({ code: row.close, reason: row.reason });
  },
);

describe("methods and paths", () => {
  it.for([
    ["POST", "/ws/signals", "GET"],
    ["PUT", "/internal/signals", "POST"],
    ["POST", "/healthz", "GET"],
    ["PATCH", "/internal/members/1", "PUT, DELETE"],
    ["GET", "/internal/members/1/disconnect", "POST"],
    ["DELETE", "/internal/stats", "GET"],
  ] as const)("%s %s is 405 and allows %s", async ([method, path, allowed], { expect }) => {
    const response = await freshHub().fetch(path, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")?.split(", ")).toEqual(
      expect.arrayContaining(allowed.split(", ")),
    );
    expect(await response.json()).toMatchObject({ code: "method_not_allowed" });
  });

  it("a POST with an upgrade header is 405", async ({ expect }) => {
    const response = await freshHub().fetch(`/ws/signals?token=${await vipToken()}`, {
      method: "POST",
      headers: { Upgrade: "websocket" },
    });

    expect(response.status).toBe(405);
    expect(response.webSocket).toBeNull();
  });

  it.for(["websocket", "WebSocket", "WEBSOCKET"])(
    "Upgrade: %s is accepted",
    async (value, { expect }) => {
      const response = await upgrade(freshHub(), `token=${await vipToken()}`, { Upgrade: value });

      expect(await new TestSocket(response).next()).toMatch(/^{"type":"connected"/);
    },
  );

  it.for(["h2c", "websocket2", ""])("Upgrade: %j is 426", async (value, { expect }) => {
    const response = await upgrade(freshHub(), `token=${await vipToken()}`, { Upgrade: value });

    expect(response.status).toBe(426);
    expect(response.headers.get("Upgrade")).toBe("websocket");
  });

  it.for([
    "/",
    "/ws",
    "/ws/signals/",
    "/ws//signals",
    "/WS/signals",
    "/internal",
    "/internal/members/",
  ])("%s is 404", async (path, { expect }) => {
    const response = await freshHub().fetch(path);

    expect(response.status).toBe(404);
  });
});

describe("frames from a client", () => {
  it.for([
    ["", "frame_malformed"],
    ["ping", "frame_malformed"],
    ['"ping"', "frame_malformed"],
    ["null", "frame_malformed"],
    ["[]", "frame_malformed"],
    ["{}", "frame_malformed"],
    ['{"type":"ping"', "frame_malformed"],
    ['{"type":"PING"}', "frame_unknown"],
    ['{"type":null}', "frame_unknown"],
    ['{"type":["ping"]}', "frame_unknown"],
    ['{"type":"subscribe","filter":{}}', "frame_unknown"],
    ['{"type":"new_signal","data":{}}', "frame_unknown"],
  ] as const)("%s gets %s, and the socket stays open", async ([frame, code], { expect }) => {
    const socket = await TestSocket.connect(freshHub());

    socket.send(frame);

    expect(await socket.next()).toBe(
      `{"type":"error","code":"${code}","message":"${ERRORS[code].reason}"}`,
    );
    expect(await socket.drain()).toEqual([]);
  });

  it.for([
    '{"type":"ping"}',
    '{"type": "ping"}',
    ' {\n\t"type" : "ping" }\r\n',
    '{"at":1,"type":"ping"}',
    '{"t\\u0079pe":"p\\u0069ng"}',
  ])("%j gets a pong", async (frame, { expect }) => {
    const socket = await TestSocket.connect(freshHub());

    socket.send(frame);

    expect(await socket.next()).toBe('{"type":"pong"}');
  });

  it("a pong gets no response", async ({ expect }) => {
    const socket = await TestSocket.connect(freshHub());

    socket.send('{"type":"pong"}');
    socket.send('{"type": "pong", "at": 1}');

    expect(await socket.drain()).toEqual([]);
  });

  it.for([
    ["4,096 characters", "x".repeat(4_096), "frame_malformed"],
    ["4,096 bytes of three each", "₿".repeat(1_365) + "x", "frame_malformed"],
    ["4,097 bytes of three each", "₿".repeat(1_365) + "xx", "frame_too_big"],
    ["4,100 bytes of four each", "𝄞".repeat(1_025), "frame_too_big"],
    ["4,096 characters of which one has two bytes", `${"x".repeat(4_095)}é`, "frame_too_big"],
  ] as const)("%s", async ([, frame, code], { expect }) => {
    const socket = await TestSocket.connect(freshHub());

    socket.send(frame);

    expect(await firstFrameOrClose(socket)).toEqual(
      code === "frame_too_big"
        ? { code: 1009, reason: "Message too big" }
        : expect.stringContaining(code),
    );
  });

  it("the exact ping is free, other frames are limited to 20 at once", async ({ expect }) => {
    const socket = await TestSocket.connect(freshHub());

    for (let round = 0; round < 100; round += 1) socket.send('{"type":"ping"}');
    for (let round = 0; round < 19; round += 1) socket.send('{"type":"pong"}');

    expect(await socket.drain()).toEqual([]);
  });

  it("one user's flood doesn't affect another's socket", async ({ expect }) => {
    const hub = freshHub();
    const calm = await TestSocket.connect(hub);
    const loud = await TestSocket.connect(hub);

    for (let round = 0; round < 30; round += 1) loud.send("{}");

    expect(await loud.closed).toEqual({ code: 1008, reason: "Rate limit exceeded" });
    expect(await calm.drain()).toEqual([]);
  });
});

it("a filter too big for an attachment is a bad query and opens no socket", async ({ expect }) => {
  const hub = freshHub();
  const { filterValues, filterValueChars } = LIMITS;
  const values = Array.from({ length: filterValues }, (_, at) =>
    encodeURIComponent(`${at}`.padEnd(filterValueChars, "₿")),
  ).join();
  const query = `coin_name=${values}&position=${values}`;

  const socket = await attemptUpgrade(hub, { token: await vipToken(), query });

  expect(await firstFrameOrClose(socket)).toEqual({
    code: 1008,
    reason: "Query breaks the schema",
  });
  const remaining = await runInDurableObject(hub.stub, (_, state) => state.getWebSockets().length);
  expect(remaining).toBe(0);
});

it("the eleventh socket of a user closes only the oldest", async ({ expect }) => {
  const hub = freshHub();
  const other = await TestSocket.connect(hub, "", await vipToken({ sub: "other" }));
  const sockets: TestSocket[] = [];
  for (let count = 0; count < 12; count += 1) sockets.push(await TestSocket.connect(hub));

  await publish(hub, newSignal());

  const replaced = { code: 4001, reason: "Replaced by a newer connection" };
  expect(await sockets[0]?.closed).toEqual(replaced);
  expect(await sockets[1]?.closed).toEqual(replaced);
  for (const socket of [other, ...sockets.slice(2)]) {
    expect(await firstFrameOrClose(socket)).toBe(newSignal());
  }
});

function channelsOf(code: ErrorCode): Channel[] {
  const row = ERRORS[code];
  const channels: Channel[] = [
    ...("http" in row ? ["http" as const] : []),
    ...("close" in row ? ["close" as const] : []),
  ];
  return channels.length > 0 ? channels : ["frame"];
}

async function closing(hub: TestHub, offer: Parameters<typeof attemptUpgrade>[1]): Promise<Closed> {
  return (await attemptUpgrade(hub, offer)).closed;
}

async function responseTo(hub: TestHub, frame: string): Promise<string> {
  const socket = await TestSocket.connect(hub);
  socket.send(frame);
  return socket.next();
}

async function afterFrames(
  hub: TestHub,
  frames: readonly (string | ArrayBuffer)[],
): Promise<Closed> {
  const socket = await TestSocket.connect(hub);
  for (const frame of frames) socket.send(frame);
  return socket.closed;
}

async function exhaustAddress(hub: TestHub): Promise<Response> {
  const headers = { "CF-Connecting-IP": uniqueAddress() };
  for (;;) {
    const response = await upgrade(hub, "", headers);
    if (response.status !== 101) return response;
    await new TestSocket(response).closed;
  }
}
