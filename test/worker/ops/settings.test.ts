// The settings. All bad ones are named at once and none is repeated. Good ones take effect.

import { env } from "cloudflare:workers";
import { exportPKCS8, generateKeyPair } from "jose";
import { describe, it } from "vitest";
import { readSettings, type Bindings, type SettingName } from "../../../src/config/settings.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  upgradeOutcome,
  connectedFrame,
  attemptUpgrade,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { freshHub, newSignal, operate, post, type TestHub } from "../../support/hub/test-hub.ts";
import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

const KEY = "k".repeat(32);
const OTHER = "o".repeat(32);
const THIRD = "t".repeat(32);
const PUBLIC = { JWT_SECRET: "", JWT_PUBLIC_KEY: "-----BEGIN PUBLIC KEY-----\nc4n4ry" };

describe("a bad setting is named without its value", () => {
  it.for<[string, Partial<Bindings>, readonly SettingName[]]>([
    ["no way to verify tokens", { JWT_SECRET: "" }, ["JWT_SECRET"]],
    ["a secret of 31 bytes", { JWT_SECRET: "s".repeat(31) }, ["JWT_SECRET"]],
    ["a public key that is none", PUBLIC, ["JWT_PUBLIC_KEY"]],
    [
      "a secret beside a URL",
      { JWT_JWKS_URL: "https://id.example/c4n4ry" },
      ["JWT_SECRET", "JWT_JWKS_URL"],
    ],
    ["a secret beside a public key", { ...PUBLIC, JWT_SECRET }, ["JWT_SECRET", "JWT_PUBLIC_KEY"]],
    ["keys over plain HTTP", jwks("http://c4n4ry.example/keys"), ["JWT_JWKS_URL"]],
    [
      "a host that begins like localhost",
      jwks("http://localhost.c4n4ry.example/"),
      ["JWT_JWKS_URL"],
    ],
    ["a URL that is none", jwks("c4n4ry"), ["JWT_JWKS_URL"]],
    ["alg none", { JWT_ALGORITHMS: "none" }, ["JWT_ALGORITHMS"]],
    ["both families", { JWT_ALGORITHMS: "HS256,RS256" }, ["JWT_ALGORITHMS"]],
    ["public algorithms for a secret", { JWT_ALGORITHMS: "RS256" }, ["JWT_ALGORITHMS"]],
    [
      "a secret's algorithm for public keys",
      { ...jwks("https://id.example"), JWT_ALGORITHMS: "HS256" },
      ["JWT_ALGORITHMS"],
    ],
    ["an unknown algorithm", { JWT_ALGORITHMS: "HS256,c4n4ry" }, ["JWT_ALGORITHMS"]],
    ["no producers' keys", { PRODUCER_KEYS: "" }, ["PRODUCER_KEYS"]],
    ["a key without a name", { PRODUCER_KEYS: KEY }, ["PRODUCER_KEYS"]],
    ["an empty name", { PRODUCER_KEYS: `:${KEY}` }, ["PRODUCER_KEYS"]],
    ["a name with a space", { PRODUCER_KEYS: `c4n4ry bot:${KEY}` }, ["PRODUCER_KEYS"]],
    ["a key of 31 characters", { PRODUCER_KEYS: `bot:${KEY.slice(1)}` }, ["PRODUCER_KEYS"]],
    ["the same key twice", { PRODUCER_KEYS: `a:${KEY},b:${KEY}` }, ["PRODUCER_KEYS"]],
    [
      "three keys of one name",
      { PRODUCER_KEYS: `a:${KEY},a:${OTHER},a:${THIRD}` },
      ["PRODUCER_KEYS"],
    ],
    ["a comma too many", { PRODUCER_KEYS: `a:${KEY},` }, ["PRODUCER_KEYS"]],
    ["no operators' keys", { OPERATOR_KEYS: "" }, ["OPERATOR_KEYS"]],
    ["an operator's key too short", { OPERATOR_KEYS: "a:c4n4ry" }, ["OPERATOR_KEYS"]],
    [
      "an operator's key that a producer has too",
      { PRODUCER_KEYS: `bot:${KEY}`, OPERATOR_KEYS: `night:${OTHER},day:${KEY}` },
      ["OPERATOR_KEYS"],
    ],
    ["a signal type with capitals", { SIGNAL_TYPES: "mexc_dex,C4n4ry" }, ["SIGNAL_TYPES"]],
    ["a signal type with a quote", { SIGNAL_TYPES: 'c4n4ry"' }, ["SIGNAL_TYPES"]],
    ["a name of 65 characters", { SERVICE_NAME: "c4n4ry".padEnd(65, "!") }, ["SERVICE_NAME"]],
    ["an origin with a slash", { ALLOWED_ORIGINS: "https://c4n4ry.example/" }, ["ALLOWED_ORIGINS"]],
    ["an origin without a scheme", { ALLOWED_ORIGINS: "c4n4ry.example" }, ["ALLOWED_ORIGINS"]],
    ["an origin with a star", { ALLOWED_ORIGINS: "*" }, ["ALLOWED_ORIGINS"]],
    ["null as an origin", { ALLOWED_ORIGINS: "null" }, ["ALLOWED_ORIGINS"]],
    ["an unknown location", { HUB_LOCATION: "c4n4ry" }, ["HUB_LOCATION"]],
    [
      "everything at once",
      {
        JWT_SECRET: "c4n4ry",
        PRODUCER_KEYS: "c4n4ry",
        OPERATOR_KEYS: "c4n4ry",
        SIGNAL_TYPES: "C4N4RY",
        SERVICE_NAME: "c4n4ry".repeat(20),
        ALLOWED_ORIGINS: "c4n4ry",
        HUB_LOCATION: "c4n4ry",
      },
      [
        "JWT_SECRET",
        "PRODUCER_KEYS",
        "OPERATOR_KEYS",
        "SIGNAL_TYPES",
        "SERVICE_NAME",
        "ALLOWED_ORIGINS",
        "HUB_LOCATION",
      ],
    ],
  ])("%s", async ([, settings, names], { expect }) => {
    const hub = freshHub(settings);

    const response = await hub.fetch("/healthz");

    const text = await response.text();
    expect(response.status).toBe(503);
    expect(namesIn(text)).toEqual(names.toSorted());
    for (const value of secretsOf(settings)) expect(text).not.toContain(value);
    await expectUnavailable(hub);

    async function expectUnavailable(shut: TestHub): Promise<void> {
      const responses = [await post(shut, newSignal()), await operate(shut, "GET", "/stats")];
      for (const response of responses) {
        expect(response.status).toBe(503);
        expect(await response.json()).toMatchObject({ code: "overloaded" });
      }
      const socket = await attemptUpgrade(shut, { token: await vipToken() });
      expect(await socket.closed).toEqual({ code: 1013, reason: "Try again later" });
      expect(await wasWoken(shut)).toBe(false);
    }
  });

  it("a private key in place of the public one", async ({ expect }) => {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const pem = await exportPKCS8(privateKey);
    const hub = freshHub({ JWT_SECRET: "", JWT_PUBLIC_KEY: pem });

    const text = await (await hub.fetch("/healthz")).text();

    expect(namesIn(text)).toEqual(["JWT_PUBLIC_KEY"]);
    expect(text).not.toContain(pem.split("\n")[1]);
  });
});

it("the tests' own settings are healthy, and the health check wakes no hub", async ({ expect }) => {
  const hub = freshHub();

  const response = await hub.fetch("/healthz");

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok" });
  expect(await wasWoken(hub)).toBe(false);
});

it("an unset setting has a default", async ({ expect }) => {
  const { HUB, REJECTED_UPGRADES } = env;
  const bindings = {
    HUB,
    REJECTED_UPGRADES,
    JWT_SECRET,
    PRODUCER_KEYS: `scanner:${PRODUCER_KEY}`,
    OPERATOR_KEYS: `night:${OPERATOR_KEY}`,
  };

  expect(await readSettings(bindings)).toEqual({
    ok: true,
    value: {
      tokens: {
        keys: { kind: "secret", secret: new TextEncoder().encode(JWT_SECRET) },
        algorithms: ["HS256"],
        issuer: undefined,
        audience: undefined,
        userClaim: "sub",
        vipClaim: "vip",
      },
      producerKeys: [{ name: "scanner", key: PRODUCER_KEY }],
      operatorKeys: [{ name: "night", key: OPERATOR_KEY }],
      signalTypes: ["mexc_spot_futures", "funding_rate", "mexc_dex"],
      service: "CryptoTracker",
      allowedOrigins: [],
      hubName: "global",
      hubLocation: undefined,
    },
  });
});

it("SERVICE_NAME is in the first frame", async ({ expect }) => {
  const hub = freshHub({ SERVICE_NAME: 'Tracker "₿"' });

  expect(await upgradeOutcome(hub, { token: await vipToken() })).toBe(
    connectedFrame(123, 'Tracker "₿"'),
  );
});

it("only SIGNAL_TYPES are accepted", async ({ expect }) => {
  const hub = freshHub({ SIGNAL_TYPES: "perp, mexc_dex" });
  const of = (type: string): string => newSignal().replace("mexc_spot_futures", type);

  expect((await post(hub, of("perp"))).status).toBe(200);
  expect((await post(hub, of("mexc_dex"))).status).toBe(200);
  expect((await post(hub, newSignal())).status).toBe(422);
});

it("HUB_LOCATION accepts a real location", async ({ expect }) => {
  const hub = freshHub({ HUB_LOCATION: "weur" });

  expect(await upgradeOutcome(hub, { token: await vipToken() })).toBe(connectedFrame());
});

describe("ALLOWED_ORIGINS", () => {
  const DENIED = { code: 1008, reason: "Origin not allowed" };

  it.for([
    [undefined, true],
    ["https://a.example", true],
    ["https://b.example:8443", true],
    ["null", false],
    ["", false],
    ["https://a.example.evil.example", false],
    ["https://evil-a.example", false],
    ["https://www.a.example", false],
    ["http://a.example", false],
    ["https://a.example:443", false],
    ["https://a.example:8443", false],
    ["https://b.example", false],
    ["https://A.EXAMPLE", false],
    ["https://a.example.", false],
    ["https://a.example/", false],
    ["https://a.example, https://evil.example", false],
    ["*", false],
  ] as const)("%s is admitted: %s", async ([origin, admitted], { expect }) => {
    const hub = freshHub({ ALLOWED_ORIGINS: "https://a.example, https://b.example:8443" });
    const headers = origin === undefined ? {} : { Origin: origin };

    const response = await upgradeOutcome(hub, { token: await vipToken(), headers });

    expect(response).toEqual(admitted ? connectedFrame() : DENIED);
    expect(await wasWoken(hub)).toBe(admitted);
  });

  it.for(["https://anywhere.example", "null"])("unset admits %s", async (origin, { expect }) => {
    const response = await upgradeOutcome(freshHub(), {
      token: await vipToken(),
      headers: { Origin: origin },
    });

    expect(response).toBe(connectedFrame());
  });
});

function jwks(url: string): Partial<Bindings> {
  return { JWT_SECRET: "", JWT_JWKS_URL: url };
}

function namesIn(health: string): string[] {
  const { settings } = JSON.parse(health) as { settings: { setting: string; problem: string }[] };
  return [...new Set(settings.map(({ setting }) => setting))].toSorted();
}

/** The values of the settings and the keys in them. Names of algorithms may be repeated. */
function secretsOf(settings: Partial<Bindings>): string[] {
  return Object.entries(settings)
    .filter(([name]) => name !== "JWT_ALGORITHMS" && name !== "ALLOWED_ORIGINS")
    .flatMap(([, value]) => (typeof value === "string" ? [value, ...value.split(/[:,]/)] : []))
    .filter((value) => value.length > 1)
    .concat("c4n4ry");
}
