// Access tokens in pasted text.

import { describe, it } from "vitest";
import { findToken } from "../../../../../src/board/trader/session/token-shape.ts";

describe("the text", () => {
  it.for([
    ["a.b-c.d_e", "a.b-c.d_e"],
    ["  Bearer a.b.c\n", "a.b.c"],
    ['"a.b.c"', "a.b.c"],
    ["a.b", null],
    ["a.b.c.d", null],
    ["a b.c.d", null],
    ["", null],
    ["<script>.b.c", null],
  ] as const)("%j holds %j", ([text, token], { expect }) => {
    expect(findToken(text)).toBe(token);
  });
});
