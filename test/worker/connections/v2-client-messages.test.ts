// Protocol v2: every frame either side may send, with the hub evicted in between.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, it } from "vitest";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { freshHub, newSignal, operate, publish } from "../../support/hub/test-hub.ts";
import { TestSocket, upgrade } from "../../support/hub/test-socket.ts";

describe("negotiation", () => {
  it.for([
    ["signals.v2", "signals.v2"],
    ["signals.v1", "signals.v1"],
    ["signals.v1, signals.v2", "signals.v2"],
    ["signals.v3, signals.v1", "signals.v1"],
  ] as const)(
    "of %s chooses %s, and never names the bearer",
    async ([offer, chosen], { expect }) => {
      const hub = freshHub();
      const token = await vipToken();

      const response = await upgrade(hub, "", {
        "Sec-WebSocket-Protocol": `bearer.${token}, ${offer}`,
      });

      expect(response.status).toBe(101);
      expect(response.headers.get("Sec-WebSocket-Protocol")).toBe(chosen);
      response.webSocket?.accept();
    },
  );
});

describe("connected", () => {
  it("carries a cursor before the first message", async ({ expect }) => {
    const hub = freshHub();
    const exp = nowSeconds() + 3_600;

    const socket = await TestSocket.openV2(hub, "", await vipToken({ exp }));
    const connected = await socket.read();

    expect(Object.keys(connected)).toEqual([
      "type",
      "message",
      "user_id",
      "protocol",
      "connection_id",
      "epoch",
      "seq",
      "recovered",
      "expires_at",
      "ping_interval_ms",
      "server_time",
    ]);
    expect(connected).toMatchObject({
      type: "connected",
      message: "Connected to CryptoTracker real-time signals",
      user_id: 123,
      protocol: "signals.v2",
      seq: 0,
      recovered: false,
      expires_at: new Date((exp + 30) * 1_000).toISOString(),
      ping_interval_ms: 30_000,
    });
    expect(await socket.read()).toEqual({ type: "snapshot", seq: 0, signals: [], more: false });
    expect(await socket.read()).toEqual({ type: "live", seq: 0 });
  });

  it("refuses a malformed cursor", async ({ expect }) => {
    const hub = freshHub();

    for (const since of ["", "1", "abc", "abc:", "abc:-1", "ABC:1", "abc:1e3", ":1"]) {
      const socket = await TestSocket.openV2(hub, `since=${since}`);
      expect(await socket.closed).toEqual({ code: 1008, reason: "Query breaks the schema" });
    }
  });
});

describe("messages", () => {
  it("are those of v1 with `seq` and `ts`, and nothing else", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    await publish(hub, newSignal({ price: "0.00670000" }));
    const frame = await socket.next();

    expect(frame).toMatch(/,"price":0\.00670000\},"seq":1,"ts":\d{13}\}$/);
    expect(`${frame.slice(0, frame.lastIndexOf(',"seq":'))}}`).toBe(
      newSignal({ price: "0.00670000" }),
    );
  });

  it("carry the producer's expires_at", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    const expiring = newSignal().replace(/\}$/, ',"expires_at":"2100-01-01T00:00:00+01:00"}');
    await publish(hub, expiring);

    expect(await socket.read()).toMatchObject({ expires_at: "2099-12-31T23:00:00.000Z" });
    const other = await TestSocket.openV2(hub);
    const [, snapshot] = await other.readTo("live");
    expect(snapshot).toMatchObject({ signals: [{ expires_at: "2099-12-31T23:00:00.000Z" }] });
  });

  it("of one publish request arrive together, in one array", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));

    expect(JSON.parse(await socket.next())).toMatchObject([{ seq: 1 }, { seq: 2 }]);
  });
});

describe("subscribe", () => {
  it("replaces the filter and begins with a snapshot under the new one", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub, "coin_name=NB");
    await socket.readTo("live");
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2", coin_name: '"BTC"' }));
    expect(await socket.read()).toMatchObject({ seq: 1 });
    await evictDurableObject(hub.stub);

    const filter = { coin_name: ["BTC"], min_spread: "0.5" };
    socket.send(JSON.stringify({ type: "subscribe", filter }));

    expect(await socket.readTo("live")).toMatchObject([
      { type: "subscribed", filter: { coin_name: ["BTC"], min_spread: 0.5 }, seq: 2 },
      { type: "snapshot", seq: 2, signals: [{ seq: 2, data: { id: 2 } }], more: false },
      { type: "live", seq: 2 },
    ]);
    await evictDurableObject(hub.stub);
    await publish(hub, newSignal({ id: "3" }), newSignal({ id: "4", coin_name: '"BTC"' }));
    expect(await socket.read()).toMatchObject({ seq: 4 });
  });

  it.for([
    ["no filter", '{"type":"subscribe"}'],
    ["a list as filter", '{"type":"subscribe","filter":[]}'],
    ["an unknown field", '{"type":"subscribe","filter":{"coin":["BTC"]}}'],
    ["a text for a list", '{"type":"subscribe","filter":{"coin_name":"BTC"}}'],
    ["a negative spread", '{"type":"subscribe","filter":{"min_spread":-1}}'],
    ["a spread that is no number", '{"type":"subscribe","filter":{"min_spread":"much"}}'],
    ["an auth without a token", '{"type":"auth"}'],
    ["an auth with a number", '{"type":"auth","token":1}'],
  ] as const)("and auth with %s change nothing", async ([, frame], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub, "coin_name=NB");
    await socket.readTo("live");

    socket.send(frame);

    expect(await socket.read()).toEqual({
      type: "error",
      code: "frame_malformed",
      message: "Message breaks the schema",
    });
    await publish(hub, newSignal({ coin_name: '"BTC"' }), newSignal({ id: "2" }));
    expect(await socket.read()).toMatchObject({ seq: 2 });
  });

  it("and auth are unknown frames to a v1 socket", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    socket.send('{"type":"subscribe","filter":{}}');
    socket.send('{"type":"auth","token":"a.b.c"}');

    const unknown = { type: "error", code: "frame_unknown", message: "Unknown message type" };
    expect(await socket.read()).toEqual(unknown);
    expect(await socket.read()).toEqual(unknown);
  });
});

describe("auth", () => {
  it("extends access and checks VIP again", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub, "", await vipToken({ exp: nowSeconds() + 100 }));
    await socket.readTo("live");
    await evictDurableObject(hub.stub);

    const exp = nowSeconds() + 7_200;
    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ exp }) }));

    expect(await socket.read()).toEqual({
      type: "authenticated",
      expires_at: new Date((exp + 30) * 1_000).toISOString(),
    });
    await evictDurableObject(hub.stub);
    const token = await vipToken({ exp, vip: false });
    socket.send(JSON.stringify({ type: "auth", token }));
    expect(await socket.closed).toEqual({ code: 1008, reason: "VIP subscription required" });
  });

  it("rejects another user's token and a bad one, and keeps the socket open", async ({
    expect,
  }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    socket.send(JSON.stringify({ type: "auth", token: await vipToken({ sub: "124" }) }));
    socket.send(JSON.stringify({ type: "auth", token: "a.b.c" }));

    const rejected = { type: "error", code: "unauthorized", message: "Unauthorized" };
    expect(await socket.read()).toEqual(rejected);
    expect(await socket.read()).toEqual(rejected);
    await publish(hub, newSignal());
    expect(await socket.read()).toMatchObject({ type: "new_signal" });
  });
});

describe("access about to end", () => {
  it("is announced once, by alarm, and not again after a fresh token", async ({ expect }) => {
    const hub = freshHub();
    // Access ends in 50 s, so the notice was due 10 s ago.
    const exp = nowSeconds() + 20;
    const socket = await TestSocket.openV2(hub, "", await vipToken({ exp }));
    await socket.readTo("live");
    await evictDurableObject(hub.stub);

    const expires_at = new Date((exp + 30) * 1_000).toISOString();
    expect(await socket.read()).toEqual({ type: "token_expiring", expires_at });
    await runDurableObjectAlarm(hub.stub);
    socket.send(JSON.stringify({ type: "auth", token: await vipToken() }));

    expect(await socket.read()).toMatchObject({ type: "authenticated" });
    await runDurableObjectAlarm(hub.stub);
    expect(await socket.drain()).toEqual([]);
  });
});

describe("a frame that wakes the hub", () => {
  it.for(["v1", "v2"] as const)(
    "of %s makes it read no other attachment",
    async (subprotocol, { expect }) => {
      const hub = freshHub();
      await TestSocket.connect(hub, "", await vipToken({ sub: "other" }));
      const socket =
        subprotocol === "v1" ? await TestSocket.connect(hub) : await TestSocket.openV2(hub);
      if (subprotocol === "v2") await socket.readTo("live");
      await evictDurableObject(hub.stub);
      let lists = 0;
      await runInDurableObject(hub.stub, (_, state) => {
        const list = state.getWebSockets.bind(state);
        state.getWebSockets = (tag) => {
          lists += 1;
          return list(tag);
        };
      });

      socket.send('{"type": "ping"}');

      expect(await socket.next()).toBe('{"type":"pong"}');
      expect(lists).toBe(0);
      expect(await hub.stub.stats()).toMatchObject({ sockets: 2 });
      expect(lists).toBe(1);
    },
  );
});

describe("drain", () => {
  it("gives each v2 socket its own time to reconnect and leaves v1 alone", async ({ expect }) => {
    const hub = freshHub();
    const v1 = await TestSocket.connect(hub);
    const sockets = [];
    for (let n = 0; n < 4; n += 1) {
      const socket = await TestSocket.openV2(hub, "", await vipToken({ sub: `u${n}` }));
      await socket.readTo("live");
      sockets.push(socket);
    }
    await evictDurableObject(hub.stub);

    const response = await operate(hub, "POST", "/drain", { over_ms: 4_000, reason: "deploy" });

    expect(await response.json()).toEqual({ sockets: 4, over_ms: 4_000, reason: "deploy" });
    const delays = [];
    for (const socket of sockets) {
      const notice = await socket.read();
      expect(notice).toMatchObject({ type: "reconnect", reason: "deploy" });
      delays.push(Number(notice["after_ms"]));
    }
    // One in each quarter of the given time.
    expect(delays.map((ms) => Math.floor(ms / 1_000)).toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3,
    ]);
    expect(await v1.drain()).toEqual([]);
  });

  it("closes each socket that is still open after its time", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");
    await operate(hub, "POST", "/drain", { over_ms: 0 });
    await socket.readTo("reconnect");

    await rewind(hub.stub, 10_000);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.closed).toEqual({ code: 1012, reason: "Service restart" });
  });
});

describe("an idle client", () => {
  it("of v2 gets a ping, and stays if it sends a pong", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    await rewind(hub.stub, 120_000);
    await runDurableObjectAlarm(hub.stub);
    expect(await socket.read()).toEqual({ type: "ping" });
    await evictDurableObject(hub.stub);
    socket.send('{"type":"pong"}');
    expect(await socket.drain()).toEqual([]);
    await rewind(hub.stub, 30_000);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.drain()).toEqual([]);
  });

  it("of v2 that sends no pong is closed", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.openV2(hub);
    await socket.readTo("live");

    await rewind(hub.stub, 120_000);
    await runDurableObjectAlarm(hub.stub);
    await evictDurableObject(hub.stub);
    await rewind(hub.stub, 30_000);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.closed).toEqual({ code: 4002, reason: "No answer to a ping" });
  });

  it("of v1 is left alone", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    await rewind(hub.stub, 1_000_000);
    await runDurableObjectAlarm(hub.stub);

    expect(await socket.drain()).toEqual([]);
  });
});

/** Moves all times in the attachments back by `ms`, as if they had passed. */
async function rewind(stub: DurableObjectStub, ms: number): Promise<void> {
  await runInDurableObject(stub, (_, state) => {
    for (const socket of state.getWebSockets()) {
      const session = socket.deserializeAttachment() as Record<string, number | null>;
      for (const key of ["lastSeenAt", "pingedAt", "closeAt"]) {
        const at = session[key];
        if (typeof at === "number") session[key] = at - ms;
      }
      socket.serializeAttachment(session);
    }
  });
  // An evicted hub knows only the attachments.
  await evictDurableObject(stub);
}
