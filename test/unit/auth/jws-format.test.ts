// The format of a token, before any cryptography.

import { it } from "vitest";
import { isCompactJws } from "../../../src/auth/jws-format.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const longest = `AAAA.AAAA.${"A".repeat(LIMITS.tokenChars - 10)}`;

it.for([
  ["whole groups", "AAAA.AAAA.AAAA", true],
  ["whole groups with every bit set", "___-.AAA_.AAAB", true],
  ["two characters over, the highest spare bit set", "AAAA.AAAA.AAAAAI", false],
  ["two characters over, another spare bit set", "AAAA.AAAA.AAAAAE", false],
  ["two characters over, spare bits clear", "AAAA.AAAA.AAAAAQ", true],
  ["two characters over, a spare bit set", "AAAA.AAAA.AAAAAR", false],
  ["three characters over, spare bits clear", "AAAA.AAAA.AAAAAAE", true],
  ["three characters over, a spare bit set", "AAAA.AAAA.AAAAAAF", false],
  ["spare bits in the header", "AAAAAR.AAAA.AAAA", false],
  ["spare bits in the payload", "AAAA.AAAAAR.AAAA", false],
  ["one character over, which encodes nothing", "AAAA.AAAA.AAAAA", false],
  ["both characters beyond base64", "A-_A.AAAA.AAAA", true],
  ["base64's own plus", "A+AA.AAAA.AAAA", false],
  ["base64's own slash", "A/AA.AAAA.AAAA", false],
  ["padding", "AAAA.AAAA.AAAAAQ==", false],
  ["a space inside", "AAAA.AA AA.AAAA", false],
  ["a space after", "AAAA.AAAA.AAAA ", false],
  ["a line end after", "AAAA.AAAA.AAAA\n", false],
  ["a letter that only looks like one", "AAAA.АAAA.AAAA", false],
  ["no text", "", false],
  ["one segment", "AAAA", false],
  ["two segments", "AAAA.AAAA", false],
  ["four segments", "AAAA.AAAA.AAAA.AAAA", false],
  ["five segments, as in JWE", "AAAA.AAAA.AAAA.AAAA.AAAA", false],
  ["an empty header", ".AAAA.AAAA", false],
  ["an empty payload", "AAAA..AAAA", false],
  ["an empty signature", "AAAA.AAAA.", false],
  ["the greatest length", longest.slice(0, longest.length - (longest.length % 4) + 2), true],
  ["one group beyond the greatest length", `${longest}AAAA`, false],
] as const)("%s: %j is a compact JWS: %s", ([, token, whether], { expect }) => {
  expect(isCompactJws(token)).toBe(whether);
});
