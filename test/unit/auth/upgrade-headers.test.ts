// Headers before any verification, such as origin, token, subprotocol and idempotency key.

import { describe, it } from "vitest";
import { parseIdempotencyKey } from "../../../src/auth/idempotency-key.ts";
import { originAllowed } from "../../../src/auth/origin.ts";
import { isUpgrade, parseUpgrade, type UpgradeRequest } from "../../../src/auth/upgrade-headers.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const AUTHORIZED = { Authorization: "Bearer h" };

describe("an upgrade request", () => {
  it.for<[string, Readonly<Record<string, string>>, string, Partial<UpgradeRequest>]>([
    ["nothing", {}, "", {}],
    ["a header", AUTHORIZED, "", { token: "h" }],
    ["a query", {}, "token=q", { token: "q" }],
    ["an empty query", {}, "token=", { token: "" }],
    ["a bearer alone", { "Sec-WebSocket-Protocol": "bearer.p" }, "", { token: "p" }],
    ["an empty bearer", { "Sec-WebSocket-Protocol": "bearer." }, "token=q", { token: "" }],
    [
      "all three places",
      { ...AUTHORIZED, "Sec-WebSocket-Protocol": "bearer.p" },
      "token=q",
      { token: "h" },
    ],
    ["a bearer and a query", { "Sec-WebSocket-Protocol": "bearer.p" }, "token=q", { token: "p" }],
    [
      "a dialect behind others",
      { "Sec-WebSocket-Protocol": "xbearer.p ,  signals.v2,bearer.p, bearer.r" },
      "",
      { subprotocol: "signals.v2", selectedProtocol: "signals.v2", token: "p" },
    ],
    [
      "the first dialect",
      { "Sec-WebSocket-Protocol": "signals.v1" },
      "",
      { selectedProtocol: "signals.v1" },
    ],
    ["a dialect that is none", { "Sec-WebSocket-Protocol": "signals.v3" }, "", {}],
    ["another scheme", { Authorization: "Basic h" }, "token=q", { token: "q" }],
  ])("with %s", ([, headers, query, offer], { expect }) => {
    expect(parseUpgrade(new Headers(headers), new URLSearchParams(query))).toEqual({
      subprotocol: "signals.v1",
      selectedProtocol: null,
      token: null,
      ...offer,
    });
  });
});

it.for([
  ["websocket", true],
  ["WebSocket", true],
  ["h2c", false],
  ["websocket, h2c", false],
  ["", false],
] as const)("Upgrade: %s is an upgrade: %s", ([value, whether], { expect }) => {
  expect(isUpgrade(new Headers({ Upgrade: value }))).toBe(whether);
  expect(isUpgrade(new Headers())).toBe(false);
});

describe("the origin", () => {
  const list = ["https://a.example", "https://b.example"];

  it.for([
    [null, list, true],
    ["https://a.example", list, true],
    ["https://b.example", list, true],
    ["https://c.example", list, false],
    ["https://a.example.c.example", list, false],
    ["", list, false],
    ["null", list, false],
    ["https://c.example", [], true],
    [null, [], true],
  ] as const)("%s against %j is allowed: %s", ([origin, allowed, whether], { expect }) => {
    const headers = new Headers(origin === null ? {} : { Origin: origin });

    expect(originAllowed(headers, allowed)).toBe(whether);
  });
});

describe("the idempotency key", () => {
  const longest = "k".repeat(LIMITS.idempotencyKeyChars);
  const bad = {
    ok: false,
    error: `An idempotency key has 1 to ${LIMITS.idempotencyKeyChars} printable ASCII characters.`,
  };

  it.for<[Readonly<Record<string, string>>, string | null]>([
    [{}, null],
    [AUTHORIZED, null],
    [{ ...AUTHORIZED, "Idempotency-Key": "a" }, "a"],
    [{ ...AUTHORIZED, "webhook-id": "w" }, "w"],
    [{ ...AUTHORIZED, "Idempotency-Key": "a", "webhook-id": "w" }, "a"],
    // A signature covers the id only.
    [{ "Idempotency-Key": "a", "webhook-id": "w" }, "w"],
    [{ "Idempotency-Key": "a" }, null],
    [{ ...AUTHORIZED, "Idempotency-Key": '"a b"' }, "a b"],
    [{ ...AUTHORIZED, "Idempotency-Key": '"a\\"b\\\\c"' }, 'a"b\\c'],
    [{ ...AUTHORIZED, "Idempotency-Key": '"a' }, '"a'],
    [{ ...AUTHORIZED, "Idempotency-Key": 'a"' }, 'a"'],
    [{ ...AUTHORIZED, "Idempotency-Key": 'x"a"x' }, 'x"a"x'],
    [{ ...AUTHORIZED, "Idempotency-Key": '"a"b"' }, '"a"b"'],
    [{ ...AUTHORIZED, "Idempotency-Key": '"a\\n"' }, '"a\\n"'],
    [{ ...AUTHORIZED, "Idempotency-Key": longest }, longest],
    [{ ...AUTHORIZED, "Idempotency-Key": "~ !" }, "~ !"],
  ])("of %j is %j", ([headers, name], { expect }) => {
    expect(parseIdempotencyKey(new Headers(headers))).toEqual({ ok: true, value: name });
  });

  it.for([`${longest}k`, '""', "", "a\u007fb", "é", "é a", "a é", "a\tb"])(
    "can't be %j",
    (name, { expect }) => {
      const headers = new Headers({ ...AUTHORIZED, "Idempotency-Key": name });

      expect(parseIdempotencyKey(headers)).toEqual(bad);
    },
  );
});
