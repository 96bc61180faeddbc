// The invariants of docs/design.md, each by its number. The tests of `resume/` hold the tenth.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { json } from "../support/json/checked-json.ts";
import { vipToken } from "../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../support/hub/clock.ts";
import {
  upgradeOutcome,
  firstFrameOrClose,
  connectedFrame,
  attemptUpgrade,
  UNAUTHORIZED,
  VIP_REQUIRED,
} from "../support/hub/upgrade.ts";
import {
  freshHub,
  newSignal,
  operate,
  post,
  publish,
  signalUpdate,
  type TestHub,
} from "../support/hub/test-hub.ts";
import { TestSocket } from "../support/hub/test-socket.ts";
import { comparableResponse } from "../support/hub/comparable-response.ts";

afterEach(releaseClock);

describe("1. stored before sent, sent before answered", () => {
  it.for(["log", "signals"])(
    "nothing is sent or numbered while %s can't be written",
    async (table, { expect }) => {
      const hub = freshHub();
      const socket = await TestSocket.connect(hub);
      await publish(hub, newSignal({ id: "1" }));
      await sql(
        hub,
        `CREATE TRIGGER full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'full'); END`,
      );

      const rejected = await post(hub, newSignal({ id: "2" }));

      expect(rejected.status).toBe(503);
      expect(rejected.headers.get("Retry-After")).toBe("1");
      expect(await rejected.text()).not.toContain("full");
      expect(await socket.drain()).toEqual([newSignal({ id: "1" })]);
      expect(await hub.stub.stats()).toMatchObject({ seq: 1, signals: 1 });

      await sql(hub, "DROP TRIGGER full");
      expect(await publish(hub, newSignal({ id: "2" }))).toMatchObject({
        seq: 2,
        results: [{ seq: 2, duplicate: false, recipients: 1 }],
      });
      expect(await socket.drain()).toEqual([newSignal({ id: "2" })]);
      expect(await numbers(hub)).toEqual([
        [1, 1],
        [2, 2],
      ]);
    },
  );

  it("after the response, the row is stored and the frame is sent", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    await publish(hub, newSignal());

    expect(await sql(hub, "SELECT frames FROM log")).toMatchObject([
      { frames: expect.stringContaining(newSignal().slice(0, -1)) as unknown },
    ]);
    expect(await socket.drain()).toEqual([newSignal()]);
  });
});

describe("2. seq only grows, has no holes and is never used again", () => {
  it("across sleep, duplicates, conflicts, bad batches and updates", async ({ expect }) => {
    const hub = freshHub();
    const sleep = (): Promise<void> => evictDurableObject(hub.stub);

    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
    await sleep();
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "3" }), newSignal({ id: "3" }));
    await post(hub, `[${newSignal({ id: "4" })},${newSignal({ id: "1", spread: "0" })}]`);
    await sleep();
    await post(hub, `[${newSignal({ id: "4" })},{}]`);
    await publish(hub, newSignal({ id: "2" }));
    const last = await publish(hub, signalUpdate("9", "{}"), signalUpdate("1", "{}"));

    expect(last).toMatchObject({ seq: 5, results: [{ seq: 4 }, { seq: 5 }] });
    expect(await numbers(hub)).toEqual([
      [1, 2],
      [3, 3],
      [4, 5],
    ]);
  });

  it("also after the log was pruned while the hub slept", async ({ expect }) => {
    const now = stopClock();
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    await publish(hub, newSignal({ id: "2" }), newSignal({ id: "3" }));
    await evictDurableObject(hub.stub);

    setClock((now + 30 * 24 * 3_600) * 1_000);
    await runDurableObjectAlarm(hub.stub);
    await evictDurableObject(hub.stub);

    expect(await hub.stub.stats()).toMatchObject({ seq: 3, oldest_seq: 2, signals: 0 });
    expect(await publish(hub, newSignal({ id: "1" }))).toMatchObject({ seq: 4 });
  });

  it("and the epoch stays the same", async ({ expect }) => {
    const hub = freshHub();
    const { epoch } = await hub.stub.stats();

    await evictDurableObject(hub.stub);

    expect(await publish(hub, newSignal())).toMatchObject({ epoch });
    expect((await freshHub().stub.stats()).epoch).not.toBe(epoch);
  });
});

describe("3. all that a socket needs after sleep is in its attachment or in SQLite", () => {
  it("its user, its filter, its age among the user's sockets, its expiry", async ({ expect }) => {
    const now = stopClock();
    const hub = freshHub();
    const sockets: TestSocket[] = [];
    for (let count = 0; count < 10; count += 1) {
      setClock(now * 1_000 + count);
      sockets.push(await TestSocket.connect(hub, `min_spread=${count}`));
    }
    await publish(hub, newSignal({ spread: "0.5" }));
    await evictDurableObject(hub.stub);

    const published = await publish(hub, signalUpdate("1", '{"spread":4.5}'));
    expect(published).toMatchObject({ results: [{ recipients: 5 }] });
    expect(await sockets[0]?.drain()).toEqual([
      newSignal({ spread: "0.5" }),
      signalUpdate("1", '{"spread":4.5}'),
    ]);
    expect(await sockets[4]?.drain()).toEqual([newSignal({ spread: "4.5" })]);
    expect(await sockets[5]?.drain()).toEqual([]);

    await evictDurableObject(hub.stub);
    expect(await hub.stub.stats()).toMatchObject({ sockets: 10, users: 1 });
    await TestSocket.connect(hub);
    expect(await sockets[0]?.closed).toMatchObject({ code: 4001 });

    await evictDurableObject(hub.stub);
    expect(await (await operate(hub, "DELETE", "/members/123")).json()).toMatchObject({
      closed: 10,
    });
  });

  it("and a socket with an unreadable attachment is asked to reconnect", async ({ expect }) => {
    const hub = freshHub();
    const [old, young] = [await TestSocket.connect(hub), await TestSocket.connect(hub)];
    await runInDurableObject(hub.stub, (_, state) => {
      const [first] = state.getWebSockets();
      first?.serializeAttachment({ v: 0, userId: "123" });
    });
    await evictDurableObject(hub.stub);

    await publish(hub, newSignal());

    const outcomes = await Promise.all([firstFrameOrClose(old), firstFrameOrClose(young)]);
    expect(outcomes).toContainEqual({ code: 1012, reason: "Service restart" });
    expect(outcomes).toContain(newSignal());
  });
});

it("4. a keepalive never wakes the hub; another ping does", async ({ expect }) => {
  const hub = freshHub();
  const reference = freshHub();
  const starts = async (): Promise<number> => (await reference.stub.stats()).starts;
  const socket = await TestSocket.connect(hub);
  await starts();
  await evictDurableObject(hub.stub);
  const before = await starts();

  socket.send('{"type":"ping"}');
  expect(await socket.next()).toBe('{"type":"pong"}');
  expect(await starts()).toBe(before);

  socket.send('{"type": "ping"}');
  expect(await socket.next()).toBe('{"type":"pong"}');
  expect(await starts()).toBe(before + 1);
});

describe("5. the hub is reached only through a request that the Worker built", () => {
  it.for(["/", "/socket", "/internal/signals"])(
    "a bare upgrade to %s is 404",
    async (path, { expect }) => {
      const hub = freshHub();

      const response = await hub.stub.fetch(`https://hub.internal${path}`, {
        headers: { Upgrade: "websocket", Authorization: `Bearer ${await vipToken()}` },
      });

      expect(response.status).toBe(404);
      expect(response.webSocket).toBeNull();
      expect(await hub.stub.stats()).toMatchObject({ sockets: 0 });
    },
  );

  it("a connect request in the client's headers is ignored", async ({ expect }) => {
    const forged = JSON.stringify({
      userId: "999",
      claims: { expiresAt: 9e15, issuedAt: null, vip: "unlimited" },
      subprotocol: "signals.v1",
      selectedProtocol: null,
      filter: {},
      service: "Forger",
    });
    const headers = { "x-signal-hub-connect": forged, "x-signal-hub-rejection": "overloaded" };
    const hub = freshHub();

    const admitted = await upgradeOutcome(hub, { token: await vipToken(), headers });

    expect(admitted).toBe(connectedFrame(123));
    expect(await upgradeOutcome(hub, { token: await vipToken({ vip: false }), headers })).toEqual(
      VIP_REQUIRED,
    );
    expect(await upgradeOutcome(hub, { headers })).toEqual(UNAUTHORIZED);
  });
});

describe("6. an error's text does not depend on the request", () => {
  it.for<[string, string, (variant: string) => readonly [path: string, init: RequestInit]]>([
    [
      "401",
      "unauthorized",
      (variant) => [
        "/internal/signals",
        { method: "POST", headers: { Authorization: `Bearer ${variant}` } },
      ],
    ],
    ["404", "not_found", (variant) => [`/${variant}?${variant}`, { headers: { Accept: variant } }]],
    [
      "405",
      "method_not_allowed",
      (variant) => [`/healthz?${variant}`, { method: "PATCH", body: variant }],
    ],
    [
      "426",
      "upgrade_required",
      (variant) => [`/ws/signals?token=${variant}`, { headers: { Upgrade: variant } }],
    ],
  ])("%s", async ([, code, requestOf], { expect }) => {
    const hub = freshHub();

    const [one, other] = await Promise.all(
      ["c4n4ry", "x".repeat(300)].map(async (variant) => {
        return comparableResponse(await hub.fetch(...requestOf(variant)));
      }),
    );

    expect(one).toEqual(other);
    expect(JSON.parse(one?.text ?? "")).toMatchObject({ code });
    expect(one?.text).not.toContain("c4n4ry");
  });

  it("nor do a close's code and reason", async ({ expect }) => {
    const hub = freshHub();
    const offers = [
      {},
      { token: "c4n4ry" },
      { token: await vipToken({ exp: 1 }) },
      { token: await vipToken({ vip: false }, "x".repeat(32)) },
      { query: "min_spread=c4n4ry", headers: { "Sec-WebSocket-Protocol": "c4n4ry" } },
    ];

    for (const offer of offers)
      expect(await (await attemptUpgrade(hub, offer)).closed).toEqual(UNAUTHORIZED);
  });
});

it("7. access ends when the token or the VIP ends, by alarm", async ({ expect }) => {
  const now = stopClock();
  const hub = freshHub();
  const token = await TestSocket.connect(hub, "", await vipToken({ exp: now + 60 }));
  const vip = await TestSocket.connect(hub, "", await vipToken({ vip: now + 60 }));
  await evictDurableObject(hub.stub);

  setClock((now + 60) * 1_000);
  await runDurableObjectAlarm(hub.stub);
  expect(await vip.closed).toEqual(VIP_REQUIRED);
  expect(await token.drain()).toEqual([]);

  setClock((now + 90) * 1_000);
  await runDurableObjectAlarm(hub.stub);
  expect(await token.closed).toEqual(UNAUTHORIZED);
});

describe("8. every close that a client starts is answered", () => {
  it.for([
    [1000, 1000],
    [1001, 1001],
    [3000, 3000],
    [4999, 4999],
    [undefined, 1000],
  ] as const)("%s with %s, awake and asleep", async ([sent, echoed], { expect }) => {
    const hub = freshHub();
    const awake = await TestSocket.connect(hub);
    const asleep = await TestSocket.connect(hub);

    awake.close(sent);
    expect(await awake.closed).toMatchObject({ code: echoed });
    await evictDurableObject(hub.stub);
    asleep.close(sent);
    expect(await asleep.closed).toMatchObject({ code: echoed });

    expect(await hub.stub.stats()).toMatchObject({ sockets: 0, users: 0 });
    expect(await publish(hub, newSignal())).toMatchObject({ results: [{ recipients: 0 }] });
  });
});

describe("9. one socket's failure never stops a flush", () => {
  it.for([0, 1, 2])("for socket %i", async (broken, { expect }) => {
    const hub = freshHub();
    const sockets = [
      await TestSocket.connect(hub),
      await TestSocket.connect(hub),
      await TestSocket.connect(hub),
    ];
    const data = json('{"id":1}');

    const published = await runInDurableObject(hub.stub, (instance, state) => {
      state.getWebSockets()[broken]?.close(4000, "broken");
      return instance.publish(
        [{ type: "new_signal", signalType: "mexc_dex", id: json("1"), data, expiresAt: null }],
        { source: "scanner", idempotencyKey: null },
      );
    });

    expect(published).toMatchObject({ ok: true, value: { seq: 1 } });
    const frame = '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1}}';
    const outcomes = await Promise.all(sockets.map(firstFrameOrClose));
    expect(outcomes.filter((outcome) => outcome === frame)).toHaveLength(2);
    expect(outcomes).toContainEqual({ code: 4000, reason: "broken" });
    expect(await publish(hub, newSignal())).toMatchObject({ results: [{ recipients: 2 }] });
  });

  it("a socket whose send throws is closed, so its client can reconnect", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    await runInDurableObject(hub.stub, (instance, state) => {
      const [serverSocket] = state.getWebSockets();
      if (serverSocket === undefined) throw new Error("there is no socket");
      Object.defineProperty(serverSocket, "send", {
        value: () => {
          throw new TypeError("the send fails");
        },
      });
      return instance.publish(
        [
          {
            type: "new_signal",
            signalType: "mexc_dex",
            id: json("1"),
            data: json('{"id":1}'),
            expiresAt: null,
          },
        ],
        { source: "scanner", idempotencyKey: null },
      );
    });

    expect(await firstFrameOrClose(socket)).toEqual({ code: 1013, reason: "Try again later" });
  });
});

it("11. numbers leave as they came, digit for digit", async ({ expect }) => {
  const hub = freshHub();
  const socket = await TestSocket.connect(hub);
  const wide = await TestSocket.connect(hub, "min_spread=9");
  const opening = newSignal({ id: "12345678901234567890", price: "0.00670000" });
  const update = signalUpdate("12345678901234567890", '{"spread":9.0,"tick":-0,"step":1E5}');

  await publish(hub, opening, update);

  expect(await socket.drain()).toEqual([opening, update]);
  expect(await wide.next()).toContain('"spread":9.0,');
});

function sql(hub: TestHub, statement: string): Promise<unknown[]> {
  return runInDurableObject(hub.stub, (_, state) => state.storage.sql.exec(statement).toArray());
}

/** The first and the last `seq` of each of the log's rows. */
async function numbers(hub: TestHub): Promise<unknown[]> {
  const rows = await sql(hub, "SELECT first_seq, last_seq FROM log ORDER BY last_seq");
  return rows.map((row) => Object.values(row as object));
}
