// Tokens verified by public key. Covers each key family, keys fetched by URL, and attacks on both.

import {
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  type GenerateKeyPairResult,
} from "jose";
import { afterEach, describe, it, vi } from "vitest";
import { nowSeconds, vipToken } from "../../support/auth/access-tokens.ts";
import { forged, HS256, vipPayload } from "../../support/auth/forged-tokens.ts";
import {
  upgradeOutcome,
  connectedFrame,
  UNAUTHORIZED,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { freshHub, type TestHub } from "../../support/hub/test-hub.ts";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

describe("by a public key", () => {
  it.for(ALGORITHMS)("%s", async (alg, { expect }) => {
    const keys = await keyPair(alg);
    const hub = await hubWithKey(keys);

    expect(await upgradeOutcome(hub, { token: await signed(keys, { alg }) })).toBe(
      connectedFrame(),
    );
    expect(await upgradeOutcome(hub, { token: await signed(await keyPair(alg), { alg }) })).toEqual(
      UNAUTHORIZED,
    );
  });

  it("a PEM stored on one line works the same", async ({ expect }) => {
    const keys = await keyPair("ES256");
    const pem = await exportSPKI(keys.publicKey);
    const hub = freshHub({ JWT_SECRET: "", JWT_PUBLIC_KEY: pem.replaceAll("\n", "\\n") });

    expect(await upgradeOutcome(hub, { token: await signed(keys, { alg: "ES256" }) })).toBe(
      connectedFrame(),
    );
  });

  it("an RSA key verifies RS256 and PS256, and only the listed algorithms", async ({ expect }) => {
    const keys = await keyPair("RS256");
    const other = { ...keys, privateKey: await asPss(keys.privateKey) };
    const both = await hubWithKey(keys);
    const one = await hubWithKey(keys, "RS256");
    const token = await signed(other, { alg: "PS256" });

    expect(await upgradeOutcome(both, { token })).toBe(connectedFrame());
    expect(await upgradeOutcome(one, { token })).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(one, { token: await signed(keys, { alg: "RS256" }) })).toBe(
      connectedFrame(),
    );
  });

  it.for([
    ["its PEM", (pem: string) => pem],
    ["its PEM without the last line end", (pem: string) => pem.trim()],
    [
      "its bytes",
      (pem: string) => Uint8Array.from(atob(bodyOf(pem)), (char) => char.charCodeAt(0)),
    ],
    ["its base64", (pem: string) => bodyOf(pem)],
  ] as const)("HS256 signed with %s is a forgery", async ([, secretOf], { expect }) => {
    const keys = await keyPair("RS256");
    const hub = await hubWithKey(keys);

    const token = await forged(HS256, vipPayload(), secretOf(await exportSPKI(keys.publicKey)));

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });

  it("a token of the shared secret is rejected", async ({ expect }) => {
    const hub = await hubWithKey(await keyPair("ES256"));

    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(UNAUTHORIZED);
  });

  it("a key inside the token is not used", async ({ expect }) => {
    const hub = await hubWithKey(await keyPair("ES256"));
    const forger = await keyPair("ES256");
    const jwk = await exportJWK(forger.publicKey);

    const token = await signed(forger, { alg: "ES256", jwk });

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
  });
});

describe("by a key set at a URL", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.for(ALGORITHMS)("%s is verified, and its keys are fetched once", async (alg, { expect }) => {
    const keys = await keyPair(alg);
    const issuer = await issuerOf(keys);
    const token = await signed(keys, { alg, kid: "1" });

    expect(await upgradeOutcome(issuer.hub, { token })).toBe(connectedFrame());
    expect(await upgradeOutcome(issuer.hub, { token })).toBe(connectedFrame());
    expect(issuer.fetchedUrls()).toEqual([issuer.url]);
  });

  it("clients that connect at the same moment share one fetch", async ({ expect }) => {
    const keys = await keyPair("ES256");
    const jwk = await exportJWK(keys.publicKey);
    const issuer = issuerResponding(async () => {
      await scheduler.wait(50);
      return Response.json({ keys: [{ ...jwk, kid: "1" }] });
    });
    const token = await signed(keys, { alg: "ES256", kid: "1" });

    const responses = await Promise.all(
      Array.from({ length: 8 }, () => upgradeOutcome(issuer.hub, { token })),
    );

    expect(new Set(responses)).toEqual(new Set([connectedFrame()]));
    expect(issuer.fetchedUrls()).toEqual([issuer.url]);
  });

  it("a failed fetch is retried", async ({ expect }) => {
    const keys = await keyPair("ES256");
    const jwk = await exportJWK(keys.publicKey);
    let asked = 0;
    const { hub } = issuerResponding(() => {
      asked += 1;
      return asked === 1 ? fail() : Response.json({ keys: [{ ...jwk, kid: "1" }] });
    });
    const token = await signed(keys, { alg: "ES256", kid: "1" });

    const first = await upgradeOutcome(hub, { token });
    const second = await upgradeOutcome(hub, { token });

    expect(first).toEqual({ code: 1013, reason: "Try again later" });
    expect(second).toBe(connectedFrame());
  });

  it.for([
    ["unknown", "2"],
    ["a path", "../../../../dev/null"],
    ["SQL", "1' OR '1'='1"],
    ["5,000 characters", "k".repeat(5_000)],
    ["10 KB", "k".repeat(10_000)],
    ["a list", ["1"]],
    ["a number", 1],
    ["empty", ""],
  ] as const)("kid %s finds no key", async ([, kid], { expect }) => {
    const keys = await keyPair("ES256");
    const { hub } = await issuerOf(keys);

    const token = await signed(keys, { alg: "ES256", kid });

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });

  it("1,000 random kids cause at most two fetches", async ({ expect }) => {
    const keys = await keyPair("ES256");
    const issuer = await issuerOf(keys);

    for (let round = 0; round < 1_000; round += 1) {
      const token = await signed(keys, { alg: "ES256", kid: crypto.randomUUID() });
      expect(await upgradeOutcome(issuer.hub, { token })).toEqual(UNAUTHORIZED);
    }

    expect(issuer.fetchedUrls().length).toBeLessThanOrEqual(2);
  }, 30_000);

  it("jku and x5u are not followed", async ({ expect }) => {
    const keys = await keyPair("ES256");
    const issuer = await issuerOf(keys);
    const forger = "https://forger.example/keys";

    const token = await signed(await keyPair("ES256"), {
      alg: "ES256",
      kid: "1",
      jku: forger,
      x5u: forger,
    });

    expect(await upgradeOutcome(issuer.hub, { token })).toEqual(UNAUTHORIZED);
    expect(issuer.fetchedUrls()).toEqual([issuer.url]);
  });

  it("a symmetric key in the key set is not used as a shared secret", async ({ expect }) => {
    const k = btoa("x".repeat(32)).replaceAll("=", "");
    const { hub } = issuerResponding(() => Response.json({ keys: [{ kty: "oct", k, kid: "1" }] }));

    const token = await forged('{"alg":"HS256","kid":"1"}', vipPayload(), "x".repeat(32));

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
  });

  // An honest client stops for good at `Unauthorized`. An outage of the issuer must get another close reason.
  it.for<[string, () => Response]>([
    ["is down", () => fail()],
    ["responds with 500", () => new Response("oops", { status: 500 })],
    ["responds with an HTML page", () => new Response("<html></html>")],
  ])("a client is asked to retry while the issuer %s", async ([, respond], { expect }) => {
    const keys = await keyPair("ES256");
    const { hub } = issuerResponding(respond);

    const token = await signed(keys, { alg: "ES256", kid: "1" });

    expect(await upgradeOutcome(hub, { token })).toEqual({ code: 1013, reason: "Try again later" });
  });
});

function keyPair(alg: string): Promise<GenerateKeyPairResult> {
  return generateKeyPair(alg, { extractable: true });
}

async function hubWithKey(keys: GenerateKeyPairResult, algorithms = ""): Promise<TestHub> {
  const pem = await exportSPKI(keys.publicKey);
  return freshHub({ JWT_SECRET: "", JWT_PUBLIC_KEY: pem, JWT_ALGORITHMS: algorithms });
}

function signed(
  { privateKey }: Pick<GenerateKeyPairResult, "privateKey">,
  header: { readonly alg: string; readonly [name: string]: unknown },
): Promise<string> {
  const now = nowSeconds();
  return new SignJWT({ sub: "123", vip: true, iat: now, exp: now + 3_600 })
    .setProtectedHeader(header)
    .sign(privateKey);
}

interface Issuer {
  readonly hub: TestHub;
  readonly url: string;
  /** The fetched URLs. */
  readonly fetchedUrls: () => string[];
}

async function issuerOf({ publicKey }: GenerateKeyPairResult): Promise<Issuer> {
  const jwk = await exportJWK(publicKey);
  return issuerResponding(() => Response.json({ keys: [{ ...jwk, kid: "1" }] }));
}

/** A separate issuer. The pool can't serve HTTP, so the Worker's `fetch` is replaced. */
function issuerResponding(respond: () => Response | Promise<Response>): Issuer {
  const url = `https://${crypto.randomUUID()}.example/keys`;
  const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(async () => respond());
  return {
    hub: freshHub({ JWT_SECRET: "", JWT_JWKS_URL: url }),
    url,
    fetchedUrls: () => fetch.mock.calls.map(([input]) => new Request(input).url),
  };
}

function fail(): never {
  throw new TypeError("network connection lost");
}

function bodyOf(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, "");
}

async function asPss(key: CryptoKey): Promise<CryptoKey> {
  return importPKCS8(await exportPKCS8(key), "PS256");
}
