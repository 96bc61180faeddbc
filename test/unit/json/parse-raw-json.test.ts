// The offset and reason of each rejected JSON text.

import { describe, it } from "vitest";
import { parseRawJson } from "../../../src/json/parse-raw-json.ts";

describe("a text is not JSON", () => {
  it.for<[text: string, offset: number]>([
    ["", 0],
    ["  ", 2],
    ["{", 1],
    ["[", 1],
    ["[1", 2],
    ["[1;2]", 2],
    ["[1 2]", 3],
    ["[1}", 2],
    ["[1,]", 3],
    ["[,1]", 1],
    ["[1]]", 3],
    ['{"a";1}', 4],
    ['{"a" 1}', 5],
    ['{"a"1}', 4],
    ['{"a":1;"b":2}', 6],
    ['{"a":1 "b":2}', 7],
    ['{"a":1]', 6],
    ['{"a":1', 6],
    ['{"a":1,}', 7],
    ["{a:1}", 1],
    ["{1:1}", 1],
    ['{"a":}', 5],
    ['"a', 2],
    ['"\\x"', 1],
    ["tru", 0],
    ["01", 1],
    ["1 1", 2],
    ["+1", 0],
    [".5", 0],
    ["NaN", 0],
    ["'a'", 0],
  ])("%j, at %i", ([text, offset], { expect }) => {
    expect(parseRawJson(text, 8)).toEqual({ ok: false, error: { offset, reason: "is not JSON" } });
  });
});

describe("a text is JSON and is rejected", () => {
  it.for<[text: string, offset: number, reason: string]>([
    ['{"a":1,"a":2}', 7, "has the same key twice"],
    ['{"a":1,"\\u0061":2}', 7, "has the same key twice"],
    ['{"b":{"__proto__":1}}', 6, "has a reserved key"],
    ["[[[1]]]", 2, "is nested too deeply"],
    ['{"a":{"b":{}}}', 10, "is nested too deeply"],
    ["[1e400]", 1, "has a number beyond what a double can hold"],
    ["[-1e400]", 1, "has a number beyond what a double can hold"],
    ['["\\u0000"]', 1, "has a control character in a string"],
    ['["a\\b"]', 3, "has a control character in a string"],
    ['["\\ud800"]', 1, "has half of a surrogate pair in a string"],
  ])("%j, at %i: %s", ([text, offset, reason], { expect }) => {
    expect(parseRawJson(text, 2)).toEqual({ ok: false, error: { offset, reason } });
  });
});

it("the greatest depth is accepted, and white space is removed", ({ expect }) => {
  expect(parseRawJson(' [ [ 1 , "a b" ] ,\n{ "c" : null } ]\t', 2)).toEqual({
    ok: true,
    value: '[[1,"a b"],{"c":null}]',
  });
});
