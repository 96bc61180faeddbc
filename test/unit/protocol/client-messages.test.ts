// A client's messages in each subprotocol, parsed and written.

import { describe, it } from "vitest";
import {
  authFrame,
  parseClientFrame,
  subscribeFrame,
} from "../../../src/protocol/client-messages.ts";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const SUBPROTOCOLS: readonly Subprotocol[] = ["signals.v1", "signals.v2"];

describe("in both subprotocols a client may send", () => {
  it.for<[string, string, "ping" | "pong" | "frame_malformed" | "frame_unknown"]>([
    ["a ping", '{"type":"ping"}', "ping"],
    ["a pong", '{"type":"pong"}', "pong"],
    ["a ping with white space", ' { "type" :\n"ping" } ', "ping"],
    ["a ping with other keys", '{"n":1,"type":"ping","token":2}', "ping"],
    ["a ping spelt with escapes", '{"\\u0074ype":"\\u0070ing"}', "ping"],
    ["the last of two types", '{"type":"ping","type":"pong"}', "pong"],
    ["another type", '{"type":"buy"}', "frame_unknown"],
    ["a type in another case", '{"type":"Ping"}', "frame_unknown"],
    ["an empty type", '{"type":""}', "frame_unknown"],
    ["a type with white space", '{"type":"ping "}', "frame_unknown"],
    ["a name that every object has", '{"type":"toString"}', "frame_unknown"],
    ["a type that is null", '{"type":null}', "frame_unknown"],
    ["a type in a list", '{"type":["ping"]}', "frame_unknown"],
    ["no type", '{"Type":"ping"}', "frame_malformed"],
    ["a type that is only inherited", '{"__proto__":{"type":"ping"}}', "frame_malformed"],
    ["a list", '[{"type":"ping"}]', "frame_malformed"],
    ["null", "null", "frame_malformed"],
    ["a string", '"ping"', "frame_malformed"],
    ["a number", "1", "frame_malformed"],
    ["half an object", '{"type":"ping"', "frame_malformed"],
    ["two objects", '{"type":"ping"}{"type":"ping"}', "frame_malformed"],
    ["single quotes", "{'type':'ping'}", "frame_malformed"],
    ["nothing", "", "frame_malformed"],
  ])("%s", ([, text, outcome], { expect }) => {
    const expected =
      outcome === "ping" || outcome === "pong"
        ? { ok: true, value: { type: outcome } }
        : { ok: false, error: outcome };

    for (const subprotocol of SUBPROTOCOLS)
      expect(parseClientFrame(text, subprotocol)).toEqual(expected);
  });
});

describe("only in v2 a client may send", () => {
  const long = (values: number): string =>
    JSON.stringify(Array.from({ length: values }, (_, index) => `C${index}`));

  it.for<[string, string, object | "frame_malformed"]>([
    ["auth", '{"type":"auth","token":"a.b.c"}', { type: "auth", token: "a.b.c" }],
    ["auth with nothing in it", '{"type":"auth","token":""}', { type: "auth", token: "" }],
    ["auth without a token", '{"type":"auth"}', "frame_malformed"],
    ["auth with a number", '{"type":"auth","token":1}', "frame_malformed"],
    ["auth with null", '{"type":"auth","token":null}', "frame_malformed"],
    ["subscribe to all", '{"type":"subscribe","filter":{}}', { type: "subscribe", filter: {} }],
    [
      "subscribe to every field",
      '{"type":"subscribe","filter":{"signal_type":["b","a"],"coin_name":["NB","NB"],"position":["SHORT"],"min_spread":"0.50"}}',
      {
        type: "subscribe",
        filter: {
          signalTypes: ["a", "b"],
          coinNames: ["NB"],
          positions: ["SHORT"],
          minSpread: 0.5,
        },
      },
    ],
    [
      "subscribe with empty lists",
      '{"type":"subscribe","filter":{"coin_name":[]}}',
      { type: "subscribe", filter: {} },
    ],
    [
      "subscribe with a spread of 0",
      '{"type":"subscribe","filter":{"min_spread":0}}',
      { type: "subscribe", filter: { minSpread: 0 } },
    ],
    ["subscribe without a filter", '{"type":"subscribe"}', "frame_malformed"],
    ["subscribe with null", '{"type":"subscribe","filter":null}', "frame_malformed"],
    ["subscribe with a list", '{"type":"subscribe","filter":[]}', "frame_malformed"],
    [
      "subscribe with a misspelt field",
      '{"type":"subscribe","filter":{"coin":[]}}',
      "frame_malformed",
    ],
    [
      "subscribe with a text for a list",
      '{"type":"subscribe","filter":{"coin_name":"NB"}}',
      "frame_malformed",
    ],
    [
      "subscribe with a number in a list",
      '{"type":"subscribe","filter":{"coin_name":[1]}}',
      "frame_malformed",
    ],
    [
      "subscribe with a spread below 0",
      '{"type":"subscribe","filter":{"min_spread":-0.1}}',
      "frame_malformed",
    ],
    [
      "subscribe with one value too many",
      `{"type":"subscribe","filter":{"coin_name":${long(LIMITS.filterValues + 1)}}}`,
      "frame_malformed",
    ],
  ])("%s", ([, text, outcome], { expect }) => {
    expect(parseClientFrame(text, "signals.v1")).toEqual({ ok: false, error: "frame_unknown" });
    expect(parseClientFrame(text, "signals.v2")).toEqual(
      outcome === "frame_malformed" ? { ok: false, error: outcome } : { ok: true, value: outcome },
    );
  });

  it("subscribe with as many values as a list may have", ({ expect }) => {
    const text = `{"type":"subscribe","filter":{"coin_name":${long(LIMITS.filterValues)}}}`;

    expect(parseClientFrame(text, "signals.v2")).toMatchObject({ ok: true });
  });
});

describe("a frame of the client's own writer", () => {
  it("is parsed again", ({ expect }) => {
    expect(parseClientFrame(authFrame("a.b.c"), "signals.v2")).toEqual({
      ok: true,
      value: { type: "auth", token: "a.b.c" },
    });
    expect(parseClientFrame(subscribeFrame({ coin_name: ["NB"] }), "signals.v2")).toEqual({
      ok: true,
      value: { type: "subscribe", filter: { coinNames: ["NB"] } },
    });
  });
});
