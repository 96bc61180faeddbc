// Raw JSON keeps every accepted text as it came, and rejects texts that JSON.parse would change silently.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { decodeString, items, entries, toObject } from "../../../src/json/raw-json.ts";
import { parseRawJson } from "../../../src/json/parse-raw-json.ts";
import { json } from "../../support/json/checked-json.ts";
import { arrays, mutated, objects, spaced } from "../../support/json/json-documents.ts";
import { SEED } from "../../support/random/random-seed.ts";

const DEPTH = 8;
const RUN = { seed: SEED, numRuns: 500 };

describe(`parseRawJson beside JSON.parse (FC_SEED=${SEED})`, () => {
  it("removes the white space between tokens and nothing else", ({ expect }) => {
    fc.assert(
      fc.property(spaced, ({ text, compact }) => {
        const read = parseRawJson(text, DEPTH);

        expect(read).toEqual({ ok: true, value: compact });
        expect(JSON.parse(compact)).toEqual(JSON.parse(text));
      }),
      RUN,
    );
  });

  it("accepts nothing that JSON.parse rejects, and changes no value", ({ expect }) => {
    fc.assert(
      fc.property(mutated, (text) => {
        const read = parseRawJson(text, DEPTH);
        const parsed = parse(text);

        expect(read.ok ? parse(read.value) : parsed).toEqual(parsed);
        expect(!read.ok && parsed !== null && read.error.reason).not.toBe("is not JSON");
      }),
      { ...RUN, numRuns: 3_000 },
    );
  });
});

describe(`cutting and joining a checked text (FC_SEED=${SEED})`, () => {
  it("finds each entry in order, with the text of its value", ({ expect }) => {
    fc.assert(
      fc.property(objects, ({ text, members: expected }) => {
        const found = entries(json(text));

        expect([...found]).toEqual(expected);
        expect([...entries(json(toObject(found)))]).toEqual(expected);
      }),
      RUN,
    );
  });

  it("finds each item in order", ({ expect }) => {
    fc.assert(
      fc.property(arrays, (text) => {
        const found = items(json(text));

        expect(`[${found.join()}]`).toBe(text);
        expect(found.map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(text));
      }),
      RUN,
    );
  });

  it("keeps the order of keys that look like integers", ({ expect }) => {
    const text = json('{"2":"two","b":0,"1":"one","10":[]}');

    expect([...entries(text).keys()]).toEqual(["2", "b", "1", "10"]);
    expect(toObject(entries(text))).toBe(text);
  });

  it.for([
    ['{"a":"}"}', ["a", '"}"']],
    ['{"a":"\\""}', ["a", '"\\""']],
    ['{"a":"\\\\"}', ["a", '"\\\\"']],
    ['{"a":"\\\\\\""}', ["a", '"\\\\\\""']],
    ['{"a":{"b":"]},{["}}', ["a", '{"b":"]},{["}']],
    ['{"\\u0061\\n":1}', ["a\n", "1"]],
    ['{"\\"}":-0}', ['"}', "-0"]],
    ['{"":null}', ["", "null"]],
  ] as const)("finds the entry of %s", ([text, entry], { expect }) => {
    expect([...entries(json(text))]).toEqual([entry]);
  });

  it.for([
    ['"plain"', "plain"],
    ['"\\u0041\\/\\n"', "A/\n"],
    ['"\\ud834\\udd1e"', "𝄞"],
    ['""', ""],
  ] as const)("decodes %s", ([literal, value], { expect }) => {
    expect(decodeString(literal)).toBe(value);
  });
});

it.for([
  "0.00670000",
  "12345678901234567890",
  "-0",
  "1E5",
  "1e-7",
  "-0.0e+00",
  "1e308",
  '"\\u0041\\/\\t"',
  '"\u2028\u2029\u007f"',
  '"𝄞\\ud834\\udd1e"',
  '{"a":1,"A":1}',
  '{"constructor":1,"prototype":2}',
])("keeps %s to the letter", (text, { expect }) => {
  expect(parseRawJson(` \t\r\n${text}\n`, DEPTH)).toEqual({ ok: true, value: text });
});

describe("parseRawJson rejects", () => {
  it.for(
    [
      "",
      " ",
      "\ufeff1",
      "\u00a01",
      "01",
      "-01",
      ".5",
      "5.",
      "+1",
      "-",
      "1e",
      "0x10",
      "1_000",
      "NaN",
      "Infinity",
      "-Infinity",
      "undefined",
      "True",
      "nul",
      "truefalse",
      "1 2",
      "{} {}",
      "[1,]",
      "[,1]",
      "[1 2]",
      '{"a":1,}',
      "{,}",
      '{"a"}',
      '{"a" 1}',
      "{a:1}",
      "{'a':1}",
      "'a'",
      "{1:1}",
      '"a',
      '"\\',
      '"\\x41"',
      '"\\u12g4"',
      '"\\u123"',
      "[",
      "{",
      "]",
      "[}",
      "[1] // one",
      "[1] /* one */",
    ].map((text) => [text]),
  )("%j, which is not JSON", ([text = ""], { expect }) => {
    expect(parseRawJson(text, DEPTH)).toMatchObject({ error: { reason: "is not JSON" } });
    expect(parse(text)).toBeNull();
  });

  it.for([
    ['{"a":1,"a":1}', 7, "has the same key twice"],
    ['{"a":1,"\\u0061":2}', 7, "has the same key twice"],
    ['[{"b":{"":1,"":1}}]', 12, "has the same key twice"],
    ['{"__proto__":1}', 1, "has a reserved key"],
    ['{"a":{"__prot\\u006f__":1}}', 6, "has a reserved key"],
    ['"\ud834"', 0, "has half of a surrogate pair in a string"],
    ['"\udd1e\ud834"', 0, "has half of a surrogate pair in a string"],
    ['["\\ud834"]', 1, "has half of a surrogate pair in a string"],
    ['{"\\udd1e":1}', 1, "has half of a surrogate pair in a string"],
    ['"\\u0000"', 0, "has a control character in a string"],
    ['"\\u001F"', 0, "has a control character in a string"],
    ['"a\\b"', 2, "has a control character in a string"],
    ['"\\f"', 1, "has a control character in a string"],
    ["1e400", 0, "has a number beyond what a double can hold"],
    ["[1,-1e309]", 3, "has a number beyond what a double can hold"],
    ["9".repeat(400), 0, "has a number beyond what a double can hold"],
  ] as const)("%s at %i, which %s", ([text, offset, reason], { expect }) => {
    expect(parseRawJson(text, DEPTH)).toEqual({ ok: false, error: { offset, reason } });
  });

  it.for(["\u0000", "\u0008", "\t", "\n", "\r", "\u001f"])(
    "the unescaped control character %j in a string",
    (control, { expect }) => {
      expect(parseRawJson(`"${control}"`, DEPTH)).toEqual({
        ok: false,
        error: { offset: 1, reason: "is not JSON" },
      });
    },
  );
});

describe("the depth", () => {
  it.for([
    ["[", "]"],
    ['{"a":', "}"],
  ] as const)("counts every %s", ([open, close], { expect }) => {
    const nested = (depth: number): string => open.repeat(depth) + "0" + close.repeat(depth);

    expect(parseRawJson(nested(8), DEPTH)).toEqual({ ok: true, value: nested(8) });
    expect(parseRawJson(nested(9), DEPTH)).toEqual({
      ok: false,
      error: { offset: 8 * open.length, reason: "is nested too deeply" },
    });
  });

  it.for(["[", '{"a":'])("rejects 500,000 times %s without recursion", (open, { expect }) => {
    expect(parseRawJson(open.repeat(500_000), DEPTH)).toMatchObject({
      error: { reason: "is nested too deeply" },
    });
  });
});

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
