// The claims of a correctly signed token, checked at the socket endpoint to the second.

import { afterEach, beforeEach, describe, it } from "vitest";
import { vipToken, type Claims } from "../../support/auth/access-tokens.ts";
import { releaseClock, stopClock } from "../../support/hub/clock.ts";
import { forged, HS256, vipPayload } from "../../support/auth/forged-tokens.ts";
import {
  upgradeOutcome,
  connectedFrame,
  UNAUTHORIZED,
  VIP_REQUIRED,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { freshHub } from "../../support/hub/test-hub.ts";

let now: number;
beforeEach(() => {
  now = stopClock();
});
afterEach(releaseClock);

describe("time claims", () => {
  it.for<[string, (now: number) => Claims, boolean]>([
    ["no exp", () => ({ exp: undefined }), false],
    ["exp a string", (now) => ({ exp: String(now + 60) }), false],
    ["exp null", () => ({ exp: null }), false],
    ["exp negative", () => ({ exp: -1 }), false],
    ["exp 0", () => ({ exp: 0 }), false],
    ["exp beyond the year 9999", () => ({ exp: 253_402_300_800 }), false],
    ["exp in milliseconds", (now) => ({ exp: now * 1_000 }), false],
    ["exp in a minute", (now) => ({ exp: now + 60 }), true],
    ["exp in half a second", (now) => ({ exp: now + 0.5 }), true],
    ["exp 4 s ago, inside the leeway", (now) => ({ exp: now - 4 }), true],
    ["exp 5 s ago, outside the leeway", (now) => ({ exp: now - 5 }), false],
    ["nbf now", (now) => ({ nbf: now }), true],
    ["nbf in 5 s, inside the leeway", (now) => ({ nbf: now + 5 }), true],
    ["nbf in 6 s, outside the leeway", (now) => ({ nbf: now + 6 }), false],
    ["nbf a string", (now) => ({ nbf: String(now) }), false],
    ["no iat", () => ({ iat: undefined }), true],
    ["iat in 5 s, inside the leeway", (now) => ({ iat: now + 5 }), true],
    ["iat in 6 s, outside the leeway", (now) => ({ iat: now + 6 }), false],
    ["iat a string", (now) => ({ iat: String(now) }), false],
    ["iat negative", () => ({ iat: -1 }), false],
  ])("%s", async ([, claims, admitted], { expect }) => {
    const hub = freshHub();

    const response = await upgradeOutcome(hub, { token: await vipToken(claims(now)) });

    expect(response).toEqual(admitted ? connectedFrame() : UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(admitted);
  });

  it.for(["1e400", "-1e400", "[9999999999]", "true"])("exp %s", async (exp, { expect }) => {
    const hub = freshHub();

    const token = await forged(HS256, vipPayload({ exp }));

    expect(await upgradeOutcome(hub, { token })).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });
});

describe("the purpose of the token", () => {
  it.for<[string, Claims, boolean]>([
    ["an access token", { type: "access" }, true],
    ["a token without a type", { type: undefined }, true],
    ["a refresh token", { type: "refresh" }, false],
    ["a type in capitals", { type: "ACCESS" }, false],
    ["a type of null", { type: null }, false],
    ["a list of types", { type: ["access"] }, false],
  ])("%s", async ([, claims, admitted], { expect }) => {
    const response = await upgradeOutcome(freshHub(), { token: await vipToken(claims) });

    expect(response).toEqual(admitted ? connectedFrame() : UNAUTHORIZED);
  });

  const expectedClaims = { iss: "https://id.example", aud: "signals" };

  it.for<[string, Claims, boolean]>([
    ["the configured issuer and audience", expectedClaims, true],
    ["a list that holds the audience", { ...expectedClaims, aud: ["web", "signals"] }, true],
    ["no issuer", { aud: "signals" }, false],
    ["no audience", { iss: expectedClaims.iss }, false],
    ["an issuer with a slash", { ...expectedClaims, iss: "https://id.example/" }, false],
    [
      "an issuer that begins like ours",
      { ...expectedClaims, iss: "https://id.example.evil" },
      false,
    ],
    ["an audience that begins like ours", { ...expectedClaims, aud: "signals-admin" }, false],
    ["a list without the audience", { ...expectedClaims, aud: ["web"] }, false],
    ["an empty list", { ...expectedClaims, aud: [] }, false],
  ])("%s", async ([, claims, admitted], { expect }) => {
    const hub = freshHub({ JWT_ISSUER: expectedClaims.iss, JWT_AUDIENCE: expectedClaims.aud });

    const response = await upgradeOutcome(hub, { token: await vipToken(claims) });

    expect(response).toEqual(admitted ? connectedFrame() : UNAUTHORIZED);
  });

  it("issuer and audience are not checked where none is configured", async ({ expect }) => {
    const token = await vipToken({ iss: "anyone", aud: "anything" });

    expect(await upgradeOutcome(freshHub(), { token })).toBe(connectedFrame());
  });
});

describe("the user claim", () => {
  it.for<[string, unknown, string | number]>([
    ["digits travel as a number", "123", 123],
    ["a number does too", 123, 123],
    ["0", "0", 0],
    ["the greatest safe integer", "9007199254740991", 9_007_199_254_740_991],
    ["one more stays a string", "9007199254740993", "9007199254740993"],
    ["a zero before", "0123", "0123"],
    ["a sign", "-1", "-1"],
    ["an exponent", "1e3", "1e3"],
    ["a space", " 1", " 1"],
    ["letters", "alice", "alice"],
    ["more than Latin", "Алиса-₿-𝄞", "Алиса-₿-𝄞"],
    ["128 characters", "u".repeat(128), "u".repeat(128)],
  ])("%s", async ([, sub, userId], { expect }) => {
    const token = await vipToken({ sub });

    expect(await upgradeOutcome(freshHub(), { token })).toBe(connectedFrame(userId));
  });

  it.for<[string, unknown]>([
    ["missing", undefined],
    ["empty", ""],
    ["null", null],
    ["129 characters", "u".repeat(129)],
    ["200 characters", "u".repeat(200)],
    ["a fraction", 1.5],
    ["an integer that lost digits", 2 ** 53],
    ["true", true],
    ["a list", ["123"]],
    ["an object", { id: 123 }],
    ["half of a surrogate pair", "\ud800"],
  ])("%s is rejected", async ([, sub], { expect }) => {
    const hub = freshHub();

    const response = await upgradeOutcome(hub, { token: await vipToken({ sub }) });

    expect(response).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });

  it("is read from the configured claim", async ({ expect }) => {
    const hub = freshHub({ JWT_USER_CLAIM: "user_id" });

    expect(await upgradeOutcome(hub, { token: await vipToken({ user_id: 7 }) })).toBe(
      connectedFrame(7),
    );
    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(UNAUTHORIZED);
  });
});

describe("the VIP claim", () => {
  const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

  it.for<[string, (now: number) => unknown, boolean]>([
    ["true", () => true, true],
    ["seconds ahead", (now) => now + 1, true],
    ["a fraction of a second ahead", (now) => now + 0.5, true],
    ["ISO 8601 ahead", (now) => iso(now + 1), true],
    ["ISO 8601 with an offset, ahead", (now) => iso(now + 3_601).replace("Z", "+01:00"), true],
    ["ISO 8601 without an offset is UTC, ahead", (now) => iso(now + 1).slice(0, -1), true],
    ["missing", () => undefined, false],
    ["false", () => false, false],
    ["null", () => null, false],
    ["1, which is a second of 1970", () => 1, false],
    ['"true"', () => "true", false],
    ['"1"', () => "1", false],
    ["an empty string", () => "", false],
    ["a list", () => ["vip"], false],
    ["an object", () => ({ vip: true }), false],
    ["the present second", (now) => now, false],
    ["a second ago", (now) => now - 1, false],
    ["milliseconds by mistake", (now) => now * 1_000, false],
    ["ISO 8601 now", (now) => iso(now), false],
    ["ISO 8601 with an offset, past", (now) => iso(now + 3_599).replace("Z", "+01:00"), false],
    ["ISO 8601 without an offset, past", (now) => iso(now - 1).slice(0, -1), false],
    ["seconds as text", (now) => String(now + 60), false],
  ])("%s", async ([, vip, admitted], { expect }) => {
    const token = await vipToken({ vip: vip(now) });

    expect(await upgradeOutcome(freshHub(), { token })).toEqual(
      admitted ? connectedFrame() : VIP_REQUIRED,
    );
  });

  it("is read from the configured claim", async ({ expect }) => {
    const hub = freshHub({ JWT_VIP_CLAIM: "premium" });
    const token = await vipToken({ premium: true, vip: false });

    expect(await upgradeOutcome(hub, { token })).toBe(connectedFrame());
    expect(await upgradeOutcome(hub, { token: await vipToken() })).toEqual(VIP_REQUIRED);
  });

  it("is not read before the signature is verified", async ({ expect }) => {
    const token = await vipToken({ vip: false }, "x".repeat(32));

    expect(await upgradeOutcome(freshHub(), { token })).toEqual(UNAUTHORIZED);
  });
});
