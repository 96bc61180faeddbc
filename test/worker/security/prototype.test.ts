// Names on JavaScript's built-in prototypes, sent to every endpoint. Each is an ordinary name, or is rejected.

import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { forged, HS256, vipPayload } from "../../support/auth/forged-tokens.ts";
import {
  upgradeOutcome,
  connectedFrame,
  UNAUTHORIZED,
  VIP_REQUIRED,
} from "../../support/hub/upgrade.ts";
import {
  freshHub,
  newSignal,
  operate,
  post,
  postWithoutFlush,
  publish,
  signalUpdate,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then"];
/** The names allowed as keys of a body. `__proto__` is reserved, to protect the parsers of clients. */
const KEYS = NAMES.slice(1);
const POISON = '{"vip":true,"polluted":true,"granted":true,"source":"night"}';

const before = Object.getOwnPropertyNames(Object.prototype);

afterEach(({ expect }) => {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
});

describe("in a signal's data", () => {
  it.for(KEYS)("%s passes unchanged, also merged and after sleep", async (name, { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const late = await TestSocket.connect(hub, "min_spread=9");
    const opening = newSignal({ [name]: POISON });

    await publish(hub, opening);
    await evictDurableObject(hub.stub);
    const update = signalUpdate("1", `{"${name}":${POISON},"spread":9.5}`);
    await publish(hub, update);

    expect(await socket.drain()).toEqual([opening, update]);
    expect(await late.drain()).toEqual([newSignal({ spread: "9.5", [name]: POISON })]);
  });
});

describe("__proto__ as a key", () => {
  it.for([
    ["in data", newSignal({ __proto: "1" }).replace("__proto", "__proto__")],
    ["in data, spelt with an escape", newSignal({ "\\u005f_proto__": POISON })],
    ["deep in data", newSignal({ a: '[{"b":{"__proto__":{}}}]' })],
    ["in the envelope", newSignal().replace(/\}$/, ',"__proto__":{}}')],
    ["around the envelope", `{"__proto__":${newSignal()}}`],
    ["in a list, beside a good one", `[${newSignal()},{"__proto__":${newSignal()}}]`],
  ] as const)("%s is rejected", async ([, body], { expect }) => {
    const hub = freshHub();

    for (const type of ["application/json", "application/x-ndjson"]) {
      expect((await postWithoutFlush(hub, body, { "Content-Type": type })).status).toBe(400);
    }
    expect(await hub.stub.stats()).toMatchObject({ seq: 0 });
  });
});

describe("in a message's envelope", () => {
  it.for(KEYS)("%s is rejected", async (name, { expect }) => {
    const message = newSignal().replace(/\}$/, `,"${name}":${POISON}}`);

    expect((await postWithoutFlush(freshHub(), message)).status).toBe(422);
  });

  it.for(NAMES)("%s is no signal type", async (name, { expect }) => {
    const response = await postWithoutFlush(
      freshHub(),
      newSignal().replace("mexc_spot_futures", name),
    );

    expect(response.status).toBe(422);
  });
});

describe("as a signal's id", () => {
  it.for(NAMES)("%s is a signal of its own", async (name, { expect }) => {
    const hub = freshHub();

    await publish(hub, newSignal({ id: `"${name}"` }));
    await publish(hub, signalUpdate(`"${name}"`, '{"spread":1}'));

    expect(await hub.stub.stats()).toMatchObject({ seq: 2, signals: 1 });
    expect((await postWithoutFlush(hub, newSignal({ id: `"${name}"`, spread: "0" }))).status).toBe(
      409,
    );
  });
});

describe("as a user", () => {
  it.for(NAMES)(
    "%s is admitted, granted, revoked and closed like any other",
    async (sub, { expect }) => {
      const hub = freshHub();
      const token = await vipToken({ sub, vip: false });

      expect(await upgradeOutcome(hub, { token })).toEqual(VIP_REQUIRED);
      await operate(hub, "PUT", `/members/${sub}`, { vip_until: null });
      expect(await upgradeOutcome(hub, { token })).toBe(connectedFrame(sub));
      expect(await (await operate(hub, "DELETE", `/members/${sub}`)).json()).toEqual({
        user_id: sub,
        closed: 1,
      });
      expect(await upgradeOutcome(hub, { token: await vipToken({ sub }) })).toEqual(VIP_REQUIRED);
      expect(await upgradeOutcome(hub, { token: await vipToken() })).toBe(connectedFrame());
    },
  );
});

describe("in a token's claims", () => {
  it("no VIP is inherited", async ({ expect }) => {
    const payload = vipPayload({ vip: "false", __proto__null: "1" }).replace(
      '"__proto__null":1',
      `"__proto__":${POISON}`,
    );

    expect(await upgradeOutcome(freshHub(), { token: await forged(HS256, payload) })).toEqual(
      VIP_REQUIRED,
    );
  });

  it("no subject is inherited", async ({ expect }) => {
    const token = await forged(HS256, '{"exp":9999999999,"vip":true,"__proto__":{"sub":"1"}}');

    expect(await upgradeOutcome(freshHub(), { token })).toEqual(UNAUTHORIZED);
  });

  it.for(NAMES)(
    "a claim that is configured as %s and isn't there gives nothing",
    async (name, { expect }) => {
      const token = await vipToken();

      expect(await upgradeOutcome(freshHub({ JWT_USER_CLAIM: name }), { token })).toEqual(
        UNAUTHORIZED,
      );
      expect(await upgradeOutcome(freshHub({ JWT_VIP_CLAIM: name }), { token })).toEqual(
        VIP_REQUIRED,
      );
    },
  );
});

describe("as a producer or an idempotency key", () => {
  it.for(NAMES)("%s is a name like any other", async (name, { expect }) => {
    const hub = freshHub({ PRODUCER_KEYS: `${name}:${"p".repeat(32)}` });
    const headers = { Authorization: `Bearer ${"p".repeat(32)}`, "Idempotency-Key": name };

    const first = await post(hub, newSignal(), headers);
    const again = await post(hub, newSignal(), headers);
    await operate(hub, "PUT", `/sources/${name}`, { expected_every_s: 60 });
    await evictDurableObject(hub.stub);
    const socket = await TestSocket.openV2(hub);
    const frames = await socket.readTo("live");

    expect(await first.json()).toMatchObject({ results: [{ duplicate: false }] });
    expect(await again.json()).toMatchObject({ results: [{ duplicate: true }] });
    const status = frames.find(({ type }) => type === "status");
    expect(Object.keys(status?.["sources"] ?? {})).toEqual([name]);
    expect((await operate(hub, "GET", "/stats")).status).toBe(200);
  });
});

describe("in a client's frame", () => {
  it.for([
    ['{"__proto__":{"type":"ping"}}', "frame_malformed"],
    [`{"type":"subscribe","__proto__":{"filter":{}}}`, "frame_malformed"],
    [`{"type":"subscribe","filter":{"__proto__":{"coin_name":["BTC"]}}}`, "frame_malformed"],
    [`{"type":"subscribe","filter":{"constructor":{}}}`, "frame_malformed"],
    [`{"type":"auth","__proto__":{"token":"x"}}`, "frame_malformed"],
    ['{"type":"__proto__"}', "frame_unknown"],
    ['{"type":"constructor"}', "frame_unknown"],
  ] as const)("%s is %s", async ([frame, code], { expect }) => {
    const socket = await TestSocket.openV2(freshHub());
    await socket.readTo("live");

    socket.send(frame);

    expect(await socket.read()).toMatchObject({ type: "error", code });
  });
});

describe("in an operator's body", () => {
  it.for([
    ["PUT", "/members/1", '{"vip_until":null,"__proto__":{}}'],
    ["PUT", "/members/1", '{"__proto__":{"vip_until":null}}'],
    ["POST", "/members/1/disconnect", '{"__proto__":{"not_before":1}}'],
    ["POST", "/drain", '{"constructor":{"prototype":{"over_ms":0}}}'],
    ["PUT", "/sources/scanner", '{"__proto__":{"expected_every_s":1}}'],
  ] as const)("%s %s %s is rejected", async ([method, path, body], { expect }) => {
    const response = await operate(freshHub(), method, path, JSON.parse(body));

    expect([400, 422]).toContain(response.status);
  });
});
