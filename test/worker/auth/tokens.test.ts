// Tokens at the socket endpoint. Covers each place for a token, and forged tokens.

import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  forged,
  HS256,
  unsigned,
  vipPayload,
  withHeader,
} from "../../support/auth/forged-tokens.ts";
import {
  upgradeOutcome,
  connectedFrame,
  attemptUpgrade,
  UNAUTHORIZED,
  wasWoken,
} from "../../support/hub/upgrade.ts";
import { freshHub } from "../../support/hub/test-hub.ts";
import { JWT_SECRET } from "../../support/test-settings.ts";

const BAD = "AAAA.AAAA.AAAA";

describe("the first of several tokens decides", () => {
  it.for([
    ["header", { header: "good" }, true],
    ["sub-protocol", { protocol: "good" }, true],
    ["query", { query: "good" }, true],
    ["nowhere", {}, false],
    [
      "header before sub-protocol and query",
      { header: "good", protocol: "bad", query: "bad" },
      true,
    ],
    [
      "a bad header in spite of the others",
      { header: "bad", protocol: "good", query: "good" },
      false,
    ],
    ["sub-protocol before query", { protocol: "good", query: "bad" }, true],
    ["a bad sub-protocol in spite of the query", { protocol: "bad", query: "good" }, false],
    ["an empty sub-protocol in spite of the query", { protocol: "", query: "good" }, false],
    [
      "a header of another scheme is no token",
      { scheme: "Basic", header: "bad", query: "good" },
      true,
    ],
    ["the scheme in any case", { scheme: "bEARER", header: "good" }, true],
  ] as const)("%s", async ([, placement, admitted], { expect }) => {
    const hub = freshHub();
    const { header, protocol, query, scheme = "Bearer" }: TokenPlacement = placement;
    const good = await vipToken();
    const tokenFor = (kind: string): string => (kind === "good" ? good : kind && BAD);

    const response = await upgradeOutcome(hub, {
      ...(query !== undefined && { token: tokenFor(query) }),
      headers: {
        ...(header !== undefined && { Authorization: `${scheme} ${tokenFor(header)}` }),
        ...(protocol !== undefined && {
          "Sec-WebSocket-Protocol": `signals.v1, bearer.${tokenFor(protocol)}`,
        }),
      },
    });

    expect(response).toEqual(admitted ? connectedFrame() : UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(admitted);
  });
});

describe("the response names the subprotocol and never the bearer", () => {
  it.for([
    ["signals.v1, bearer.TOKEN", "signals.v1"],
    ["bearer.TOKEN,signals.v1", "signals.v1"],
    ["chat, signals.v1,bearer.TOKEN", "signals.v1"],
    ["bearer.TOKEN", null],
    ["chat, bearer.TOKEN", null],
    ["SIGNALS.V1, bearer.TOKEN", null],
  ] as const)("%s → %s", async ([offered, named], { expect }) => {
    const hub = freshHub();
    const good = offered.replace("TOKEN", await vipToken());
    const bad = offered.replace("TOKEN", BAD);

    const admitted = await attemptUpgrade(hub, { headers: { "Sec-WebSocket-Protocol": good } });
    const rejected = await attemptUpgrade(hub, { headers: { "Sec-WebSocket-Protocol": bad } });

    expect(await admitted.next()).toBe(connectedFrame());
    expect(admitted.protocol).toBe(named);
    expect(await rejected.closed).toEqual(UNAUTHORIZED);
    expect(rejected.protocol).toBe(named);
  });
});

describe("a forged token is rejected before it reaches the hub", () => {
  const none = (alg: string): string => unsigned(`{"alg":"${alg}"}`, vipPayload());

  it.for<[string, () => string | Promise<string>]>([
    ["alg none", () => none("none")],
    ["alg None", () => none("None")],
    ["alg nOnE with a signature", () => `${none("nOnE")}AAAA`],
    ["alg none, signed all the same", () => forged('{"alg":"none"}', vipPayload())],
    ["alg hs256 in small letters", () => forged('{"alg":"hs256"}', vipPayload())],
    ["alg HS384 over an HS256 signature", () => forged('{"alg":"HS384"}', vipPayload())],
    ["no alg", () => forged('{"typ":"JWT"}', vipPayload())],
    ["alg a list", () => forged('{"alg":["HS256"]}', vipPayload())],
    ["an empty signature", async () => (await vipToken()).replace(/[^.]*$/, "")],
    ["the signature of another token", async () => `${cut(await vipToken())}${"A".repeat(43)}`],
    ["another secret", () => vipToken({}, JWT_SECRET.toUpperCase())],
    ["one byte more of secret", () => vipToken({}, `${JWT_SECRET}0`)],
    ["spare bits set", async () => setSpareBit(await vipToken())],
    ["padding", async () => `${await vipToken()}=`],
    ["a space before", async () => ` ${await vipToken()}`],
    ["a line end after", async () => `${await vipToken()}\n`],
    ["a fourth segment", async () => `${await vipToken()}.AAAA`],
    ["20 KiB", () => vipToken({ ballast: "x".repeat(20 * 1024) })],
    ["crit of something unknown", () => withHeader({ crit: ["moon"], moon: true })],
    ["crit empty", () => withHeader({ crit: [] })],
    ["an unencoded payload", () => withHeader({ b64: false, crit: ["b64"] })],
    [
      "its own key in jwk",
      () => forged(embeddedKey, vipPayload(), "the-forger's-own-secret-0123456789"),
    ],
    ["its own key at a jku URL", () => forged(embeddedKeySetHeader, vipPayload(), "x".repeat(32))],
    ["JWE", () => `${unsigned('{"alg":"dir","enc":"A256GCM"}', "AAAA", "AAAA")}.AAAA.AAAA`],
    ["flattened JSON serialisation", async () => flattened(await vipToken())],
    ["a payload that is no object", () => forged(HS256, '"123"')],
    ["a payload that is no JSON", () => forged(HS256, "sub=123")],
    ["a header that is no JSON", () => forged("HS256", vipPayload())],
    ["no text at all", () => ""],
    ["a null byte", () => "\0"],
  ])("%s", async ([, forge], { expect }) => {
    const hub = freshHub();

    const response = await upgradeOutcome(hub, { token: await forge() });

    expect(response).toEqual(UNAUTHORIZED);
    expect(await wasWoken(hub)).toBe(false);
  });
});

describe("with a shared secret, kid selects nothing", () => {
  it.for([
    ["a path", "../../../../dev/null"],
    ["SQL", "x' UNION SELECT 'secret'; --"],
    ["5,000 characters", "k".repeat(5_000)],
    ["a list", ["k"]],
    ["a number", 7],
  ] as const)("%s", async ([, kid], { expect }) => {
    const hub = freshHub();
    const empty = await forged(
      JSON.stringify({ alg: "HS256", kid }),
      vipPayload(),
      new Uint8Array(32),
    );

    expect(await upgradeOutcome(hub, { token: empty })).toEqual(UNAUTHORIZED);
    expect(await upgradeOutcome(hub, { token: await withHeader({ kid }) })).toEqual(
      connectedFrame(),
    );
  });

  it("a kid of 10 KB makes the token too long", async ({ expect }) => {
    const token = await withHeader({ kid: "k".repeat(10_000) });

    expect(await upgradeOutcome(freshHub(), { token })).toEqual(UNAUTHORIZED);
  });
});

interface TokenPlacement {
  readonly header?: string;
  readonly protocol?: string;
  readonly query?: string;
  readonly scheme?: string;
}

const embeddedKey = JSON.stringify({
  alg: "HS256",
  jwk: { kty: "oct", k: "dGhlLWZvcmdlcidzLW93bi1zZWNyZXQtMDEyMzQ1Njc4OQ" },
});
const embeddedKeySetHeader = '{"alg":"HS256","jku":"https://forger.example/keys","kid":"1"}';

function cut(token: string): string {
  return token.slice(0, token.lastIndexOf(".") + 1);
}

/** Sets the lower of two spare bits. 32 bytes leave two in the last of 43 characters. */
function setSpareBit(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "");
  return token.slice(0, -1) + alphabet.charAt(last | 1);
}

function flattened(token: string): string {
  const [header, payload, signature] = token.split(".");
  return JSON.stringify({ protected: header, payload, signature });
}
