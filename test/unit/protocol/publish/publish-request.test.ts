// A publish request's body, parsed into messages or rejected with an error for each faulty item.

import { describe, it } from "vitest";
import type { RawJson } from "../../../../src/json/raw-json.ts";
import { LIMITS } from "../../../../src/protocol/limits.ts";
import { splitBatch, parseMessages } from "../../../../src/protocol/publish/publish-request.ts";
import type { Message } from "../../../../src/protocol/server-messages.ts";
import { json } from "../../../support/json/checked-json.ts";

const TYPES = ["mexc_dex", "funding_rate"];

function read(...items: readonly string[]): ReturnType<typeof parseMessages> {
  return parseMessages(items.map(json), TYPES);
}

function opening(data: string, more = ""): string {
  return `{"type":"new_signal","signal_type":"mexc_dex","data":${data}${more}}`;
}

function update(id: string, data = "{}"): string {
  return `{"type":"signal_update","signal_type":"funding_rate","signal_id":${id},"data":${data}}`;
}

describe("the items of", () => {
  it.for([
    ["{}", ["{}"]],
    ["[]", []],
    ["[{},[1,2]]", ["{}", "[1,2]"]],
    ['"[a]"', ['"[a]"']],
  ] as const)("%s are %j", ([body, items], { expect }) => {
    expect(splitBatch(json(body))).toEqual(items);
  });
});

describe("a message is parsed", () => {
  it.for<[string, Message]>([
    [
      opening('{"x":0.00670000,"id":1}'),
      {
        type: "new_signal",
        signalType: "mexc_dex",
        id: json("1"),
        data: json('{"x":0.00670000,"id":1}'),
        expiresAt: null,
      },
    ],
    [
      opening('{"id":"\\u0041"}', ',"expires_at":"2100-01-01"'),
      {
        type: "new_signal",
        signalType: "mexc_dex",
        id: json('"A"'),
        data: json('{"id":"\\u0041"}'),
        expiresAt: Date.parse("2100-01-01"),
      },
    ],
    [
      update("-12345678901234567890", '{"id":-12345678901234567890}'),
      {
        type: "signal_update",
        signalType: "funding_rate",
        id: json("-12345678901234567890"),
        data: json('{"id":-12345678901234567890}'),
      },
    ],
    [
      update('"A"', '{"id":"\\u0041"}'),
      {
        type: "signal_update",
        signalType: "funding_rate",
        id: json('"A"'),
        data: json('{"id":"\\u0041"}'),
      },
    ],
    [
      update("0"),
      { type: "signal_update", signalType: "funding_rate", id: json("0"), data: json("{}") },
    ],
  ])("%s", ([item, message], { expect }) => {
    expect(read(item)).toStrictEqual({ ok: true, value: [message] });
  });
});

describe("a message that breaks the schema", () => {
  const types = "must be new_signal or signal_update";
  const object = "must be an object";
  const unknown = "has a key that the schema doesn't know";

  it.for<[item: string, path: string, reason: string]>([
    ["null", "", object],
    ["[]", "", object],
    ["5", "", object],
    ["{}", "/type", types],
    ['{"type":"signal"}', "/type", types],
    ['{"type":["new_signal"]}', "/type", types],
    [opening('{"id":1}').replace('"mexc_dex"', "5"), "/signal_type", "must be a string"],
    [update("1").replace('"funding_rate"', "null"), "/signal_type", "must be a string"],
    [
      opening('{"id":1}').replace("mexc_dex", "perp"),
      "/signal_type",
      "must be one of mexc_dex, funding_rate",
    ],
    [opening("null"), "/data", object],
    [opening('[{"id":1}]'), "/data", object],
    [opening('"id"'), "/data", object],
    [update("1", "[]"), "/data", object],
    [opening('{"id":1}', ',"x":1'), "", unknown],
    [update("1").replace("}", '},"expires_at":"2100-01-01"'), "", unknown],
    [opening("{}"), "/data/id", "is missing"],
    [opening('{"id":null}'), "/data/id", "must be an integer or a non-empty string"],
    [opening('{"id":""}'), "/data/id", "must be an integer or a non-empty string"],
    [opening('{"id":1.0}'), "/data/id", "must be an integer or a non-empty string"],
    [opening('{"id":1e3}'), "/data/id", "must be an integer or a non-empty string"],
    [opening('{"id":-0}'), "/data/id", "must be an integer or a non-empty string"],
    [opening('{"id":[1]}'), "/data/id", "must be an integer or a non-empty string"],
    [
      opening(`{"id":${"1".repeat(LIMITS.signalIdChars + 1)}}`),
      "/data/id",
      `is longer than ${LIMITS.signalIdChars} characters`,
    ],
    [opening('{"id":1}', ',"expires_at":"soon"'), "/expires_at", "must be an ISO 8601 time"],
    [opening('{"id":1}', ',"expires_at":1'), "/expires_at", "must be an ISO 8601 time"],
    [update("null"), "/signal_id", "must be an integer or a string"],
    [update("1.5"), "/signal_id", "must be an integer or a non-empty string"],
    [update("1", '{"id":2}'), "/data/id", "must be the signal_id, or be left out"],
    [update("1", '{"id":"1"}'), "/data/id", "must be the signal_id, or be left out"],
    [update("1", '{"id":null}'), "/data/id", "must be the signal_id, or be left out"],
  ])("%s: %s %s", ([item, path, reason], { expect }) => {
    expect(read(item)).toEqual({ ok: false, error: [{ index: 0, path, reason }] });
  });

  it("names the missing key of an update", ({ expect }) => {
    const item = '{"type":"signal_update","signal_type":"mexc_dex","data":{}}';

    expect(read(item)).toMatchObject({ ok: false, error: [{ index: 0, path: "/signal_id" }] });
  });

  it("is reported by its index with every other, and the valid ones are rejected too", ({
    expect,
  }) => {
    const good = opening('{"id":1}');

    expect(read(good, "[]", good, opening("{}"))).toEqual({
      ok: false,
      error: [
        { index: 1, path: "", reason: object },
        { index: 3, path: "/data/id", reason: "is missing" },
      ],
    });
  });
});

it("an id of the greatest length is accepted", ({ expect }) => {
  expect(read(opening(`{"id":${"1".repeat(LIMITS.signalIdChars)}}`)).ok).toBe(true);
});

it("a body may have the greatest number of messages and not one more", ({ expect }) => {
  const items = (count: number): RawJson[] =>
    Array.from({ length: count }, (_, id) => json(opening(`{"id":${id}}`)));

  expect(parseMessages(items(LIMITS.publishMessages), TYPES)).toMatchObject({ ok: true });
  expect(parseMessages(items(LIMITS.publishMessages + 1), TYPES)).toEqual({
    ok: false,
    error: [
      {
        index: LIMITS.publishMessages,
        path: "",
        reason: `the body has more than ${LIMITS.publishMessages} messages`,
      },
    ],
  });
  expect(parseMessages([], TYPES)).toEqual({ ok: true, value: [] });
});
