// Tokens that nobody issued. Honest tokens changed at random, and tricks beyond those of tokens.test.ts.

import * as fc from "fast-check";
import { base64url } from "jose";
import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { forged, unsigned, vipPayload, withHeader } from "../../support/auth/forged-tokens.ts";
import { upgradeOutcome, UNAUTHORIZED, wasWoken } from "../../support/hub/upgrade.ts";
import { cases, FUZZ_TIMEOUT_MS } from "../../support/random/fuzz.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, type TestHub } from "../../support/hub/test-hub.ts";

const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Replacements for one character of a token. */
const character = fc.oneof(
  fc.constantFrom(...URL_SAFE.split("")),
  fc.constantFrom(".", "=", "+", "/", " ", "\t", "%", "~", "ſ", "A\u0301"),
);

/** One way to change a token, as a function of it. */
const mutation = fc.oneof(
  fc
    .tuple(fc.nat(), fc.nat(3), fc.array(character, { maxLength: 3 }))
    .map(([where, cut, put]) => (token: string) => {
      const index = where % (token.length + 1);
      return token.slice(0, index) + put.join("") + token.slice(index + cut);
    }),
  fc.nat().map((length) => (token: string) => token.slice(0, length % token.length)),
  fc
    .shuffledSubarray([0, 1, 2], { minLength: 1 })
    .map(
      (segments) => (token: string) => segments.map((index) => token.split(".")[index]).join("."),
    ),
  fc
    .tuple(fc.nat(2), fc.uint8Array({ minLength: 1, maxLength: 64 }))
    .map(([index, bytes]) => (token: string) => {
      const segments = token.split(".");
      return segments.with(index % segments.length, base64url.encode(bytes)).join(".");
    }),
);

/** Headers that would mislead a trusting verifier. */
const header = fc.record(
  {
    alg: fc.oneof(
      fc.constantFrom("none", "None", "HS256", "HS384", "HS512", "RS256", "PS256", "ES256"),
      fc.constantFrom("EdDSA", "dir", "A128KW", "", null, 256, ["HS256"], { alg: "HS256" }),
    ),
    typ: fc.constantFrom("JWT", "at+jwt", "none"),
    kid: fc.oneof(fc.string(), fc.constantFrom("../../dev/null", "' OR 1=1 --", 0, null)),
    jku: fc.webUrl(),
    x5u: fc.webUrl(),
    jwk: fc.record({ kty: fc.constant("oct"), k: fc.base64String() }),
    x5c: fc.array(fc.base64String(), { maxLength: 2 }),
    crit: fc.constantFrom([], ["exp"], ["b64"], ["alg"]),
    b64: fc.boolean(),
    zip: fc.constant("DEF"),
  },
  { requiredKeys: [] },
);

const claims = fc.record(
  {
    sub: fc.oneof(fc.string(), fc.nat()),
    vip: fc.constantFrom(true, 9_999_999_999, "2100-01-01T00:00:00Z"),
    exp: fc.constantFrom(9_999_999_999, 1e300, "9999999999"),
    type: fc.constant("access"),
  },
  { requiredKeys: ["exp"] },
);

describe(`a token changed at random (FC_SEED=${SEED})`, () => {
  it(
    "anywhere and in any way is rejected, and the hub sleeps on",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      const honest = await vipToken({ sub: "1" });

      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
          const token = mutations.reduce((text, changed) => changed(text), honest);
          fc.pre(token.trim() !== honest);

          expect(await statusOf(hub, token)).toBe(401);
        }),
        cases(2_000),
      );
      expect(await wasWoken(hub)).toBe(false);
    },
  );

  it(
    "that keeps an honest signature over other text is rejected",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      const signature = (await vipToken()).split(".")[2];

      await fc.assert(
        fc.asyncProperty(header, claims, async (tokenHeader, payload) => {
          const token = unsigned(JSON.stringify(tokenHeader), JSON.stringify(payload), signature);

          expect(await statusOf(hub, token)).toBe(401);
        }),
        cases(1_000),
      );
      expect(await wasWoken(hub)).toBe(false);
    },
  );

  it(
    "that is signed with any other secret is rejected",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      const secret = fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 128 }),
        fc.constantFrom("undefined", "null", "secret", "[object Object]", "\0"),
      );

      await fc.assert(
        fc.asyncProperty(header, claims, secret, async (tokenHeader, payload, key) => {
          const token = await forged(JSON.stringify(tokenHeader), JSON.stringify(payload), key);

          expect(await statusOf(hub, token)).toBe(401);
        }),
        cases(1_000),
      );
      expect(await wasWoken(hub)).toBe(false);
    },
  );
});

describe("an ambiguous header", () => {
  it.for<[string, () => string | Promise<string>]>([
    ["alg twice, none first", () => unsigned('{"alg":"none","alg":"HS256"}', vipPayload())],
    ["alg twice, none last", () => unsigned('{"alg":"HS256","alg":"none"}', vipPayload())],
    [
      "alg none beside an algorithm of its own",
      () => unsigned('{"alg":"none","Alg":"HS256"}', vipPayload()),
    ],
    ["alg inherited", () => forged('{"__proto__":{"alg":"HS256"}}', vipPayload())],
    ["its own certificate in x5c", () => withoutSecret({ x5c: ["MIIBszCCARygAwIBAgIBATANBgkq"] })],
    ["its own key in jwk, as an object of keys", () => withoutSecret({ jwk: { keys: [] } })],
    ["a packed payload", () => withHeader({ zip: "DEF", crit: ["zip"] })],
    ["a header that is a list", () => forged('["HS256"]', vipPayload())],
  ])("%s", async ([, forge], { expect }) => {
    const hub = freshHub();

    expect(await upgradeOutcome(hub, { token: await forge() })).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });
});

async function statusOf(hub: TestHub, token: string): Promise<number> {
  // Not every text fits a header. The query carries any.
  const path = `/signals?token=${encodeURIComponent(token)}`;
  return (await hub.fetch(path)).status;
}

function withoutSecret(members: Readonly<Record<string, unknown>>): Promise<string> {
  const header = JSON.stringify({ alg: "HS256", typ: "JWT", ...members });
  return forged(header, vipPayload(), "the-forger's-own-secret-0123456789");
}
