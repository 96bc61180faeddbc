// JSON text that breaks off at any character. Each reader ends, and throws or answers an error.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { parseRawJson } from "../../../src/json/parse-raw-json.ts";
import { decodeString, entries, items, type RawJson } from "../../../src/json/raw-json.ts";
import { parseClientFrame } from "../../../src/protocol/client-messages.ts";
import { filterFieldsOf } from "../../../src/protocol/filter-match.ts";
import { parseServerFrames } from "../../../src/protocol/parse-server-messages.ts";
import { arrays, objects, spaced } from "../../support/json/json-documents.ts";
import { SEED } from "../../support/random/random-seed.ts";

const RUN = { seed: SEED, numRuns: 1_000 };

/** A document, broken off at any character before its end. */
const truncated = (document: fc.Arbitrary<string>): fc.Arbitrary<RawJson> =>
  fc.tuple(document, fc.nat()).map(([text, at]) => unchecked(text.slice(0, at % text.length)));
const object = objects.map(({ text }) => text);

describe(`a text that breaks off at any character (FC_SEED=${SEED})`, () => {
  it("of an object has no entries and no filter fields", ({ expect }) => {
    fc.assert(
      fc.property(truncated(object), (text) => {
        expect(() => entries(text)).toThrow(SyntaxError);
        expect(() => filterFieldsOf("t", text)).toThrow(SyntaxError);
      }),
      RUN,
    );
  });

  it("of an array has no items", ({ expect }) => {
    fc.assert(
      fc.property(truncated(arrays), (text) => {
        expect(() => items(text)).toThrow(SyntaxError);
      }),
      RUN,
    );
  });

  it("of a string has no value", ({ expect }) => {
    const literal = fc.string({ unit: "binary" }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(truncated(literal), (text) => {
        expect(() => decodeString(text)).toThrow(SyntaxError);
      }),
      RUN,
    );
  });

  it("of a document is JSON exactly where JSON.parse takes it", ({ expect }) => {
    fc.assert(
      fc.property(truncated(spaced.map(({ text }) => text)), (text) => {
        expect(parseRawJson(text, 8).ok).toBe(isJson(text));
      }),
      RUN,
    );
  });

  it("of a frame is no message, from the service or from a client", ({ expect }) => {
    fc.assert(
      fc.property(truncated(object), (text) => {
        expect(parseServerFrames(text)).toEqual([]);
        expect(parseServerFrames(`[${text}`)).toEqual([]);
        expect(parseClientFrame(text, "signals.v2")).toEqual({
          ok: false,
          error: "frame_malformed",
        });
      }),
      RUN,
    );
  });
});

describe("an unfinished text is rejected", () => {
  it.for([
    "",
    "{",
    '{"',
    '{"a',
    '{"a\\"',
    '{"a"',
    '{"a":',
    '{"a":"',
    '{"a":1',
    '{"a":1,',
    '{"a":{}',
  ])("as an object: %s", (text, { expect }) => {
    expect(() => entries(unchecked(text))).toThrow(SyntaxError);
  });

  it.for(["", "[", '["', '["a', '["a\\"]', "[1", "[1,", "[[", "[[]", "[{", '[{"a":"]', "[1]]"])(
    "as an array: %s",
    (text, { expect }) => {
      expect(() => items(unchecked(text))).toThrow(SyntaxError);
    },
  );

  it.for(["", '"', '"a', '"\\', '"\\"', '"\\u00'])("as a string: %s", (text, { expect }) => {
    expect(() => decodeString(text)).toThrow(SyntaxError);
  });

  it.for(["5", '"{}"', "[]", "null"])("as an object where it is none: %s", (text, { expect }) => {
    expect(() => entries(unchecked(text))).toThrow(SyntaxError);
  });

  it.for(["5", '"[]"', "{}", "null"])("as an array where it is none: %s", (text, { expect }) => {
    expect(() => items(unchecked(text))).toThrow(SyntaxError);
  });

  it("with an error that carries nothing of the text", ({ expect }) => {
    expect(() => entries(unchecked('{"c4n4ry'))).toThrow("unfinished or malformed raw JSON");
  });
});

function unchecked(text: string): RawJson {
  return text as RawJson; // SAFETY: unchecked on purpose, a truncated text is what is tested.
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
