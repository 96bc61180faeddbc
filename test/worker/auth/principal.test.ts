// The principal of a verified token, read from the function itself. Endpoints show only part of it.

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, it, vi } from "vitest";
import { verifyAccessToken } from "../../../src/auth/access-token.ts";
import { TokenVerifier } from "../../../src/auth/token-verifier.ts";
import { readSettings, type Bindings, type Settings } from "../../../src/config/settings.ts";
import type { Principal } from "../../../src/hub-request.ts";
import { nowSeconds, vipToken, type Claims } from "../../support/auth/access-tokens.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

async function settings(more: Partial<Bindings> = {}): Promise<Settings> {
  const read = await readSettings({ ...env, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe("the principal", () => {
  const exp = nowSeconds() + 100.5;
  const until = nowSeconds() + 50.25;

  it.for<[string, Claims, Principal["userId"], Partial<Principal["claims"]>]>([
    ["with all claims", { iat: 5 }, "123", { issuedAt: 5 }],
    ["of a token from 1970", { iat: 0 }, "123", { issuedAt: 0 }],
    ["of a token without an age", { iat: undefined }, "123", { issuedAt: null }],
    ["with a number for an id", { sub: 7 }, "7", {}],
    ["without a VIP claim", { vip: undefined }, "123", { vip: "none" }],
    ["without VIP", { vip: false }, "123", { vip: "none" }],
    ["with text for VIP", { vip: "yes" }, "123", { vip: "none" }],
    ["with a list for VIP", { vip: ["2100-01-01"] }, "123", { vip: "none" }],
    ["with VIP until a second", { vip: until }, "123", { vip: Math.floor(until * 1_000) }],
    ["with VIP since 1970", { vip: 0 }, "123", { vip: 0 }],
    ["with VIP until a day", { vip: "2100-01-01" }, "123", { vip: Date.parse("2100-01-01") }],
  ])("%s", async ([, claims, userId, expectedClaims], { expect }) => {
    const token = await vipToken({ exp, iat: 5, ...claims });

    expect(await verifyAccessToken(token, await settings(), Date.now())).toEqual({
      ok: true,
      value: {
        userId,
        claims: {
          expiresAt: Math.floor(exp * 1_000),
          issuedAt: 5,
          vip: "unlimited",
          ...expectedClaims,
        },
      },
    });
  });

  it("a bad token has none", async ({ expect }) => {
    const token = await vipToken({}, "x".repeat(32));

    expect(await verifyAccessToken(token, await settings(), Date.now())).toEqual({
      ok: false,
      error: "unauthorized",
    });
  });
});

describe("a token that can't be checked is not refused", () => {
  it("while the issuer's keys are unavailable", async ({ expect }) => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("down"));
    const url = `https://${crypto.randomUUID()}.example/keys`;
    const given = await settings({ JWT_SECRET: "", JWT_JWKS_URL: url });

    expect(await verifyAccessToken(await signedByIssuer(), given, Date.now())).toEqual({
      ok: false,
      error: "overloaded",
    });
  });

  it("while a setting is invalid, on an open socket", async ({ expect }) => {
    const verifier = new TokenVerifier(createExecutionContext(), { ...env, JWT_SECRET: "short" });

    expect(await verifier.verify(await vipToken())).toEqual({ ok: false, error: "overloaded" });
  });
});

async function signedByIssuer(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  return new SignJWT({ sub: "1", exp: nowSeconds() + 60 })
    .setProtectedHeader({ alg: "ES256", kid: "1" })
    .sign(privateKey);
}
