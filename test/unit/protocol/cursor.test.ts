// A cursor as text.

import { describe, it } from "vitest";
import { formatCursor, parseCursor } from "../../../src/protocol/cursor.ts";

describe("a cursor is parsed and formatted again", () => {
  it.for<[string, string, number]>([
    ["k3f9x2:0", "k3f9x2", 0],
    ["k3f9x2:43", "k3f9x2", 43],
    ["0:1", "0", 1],
    [`${"z".repeat(32)}:1`, "z".repeat(32), 1],
    ["e:9007199254740991", "e", Number.MAX_SAFE_INTEGER],
  ])("%s", ([text, epoch, seq], { expect }) => {
    expect(parseCursor(text)).toEqual({ epoch, seq });
    expect(formatCursor({ epoch, seq })).toBe(text);
  });
});

describe("no cursor is", () => {
  it.for([
    "",
    ":",
    "e",
    "e:",
    ":1",
    "1",
    "e:01",
    "e:00",
    "e:-1",
    "e:-0",
    "e:+1",
    "e:1.0",
    "e:1e3",
    "e:0x1",
    "e: 1",
    " e:1",
    "e:1 ",
    "e:1\n",
    "e:1:1",
    "e:e:1",
    "E:1",
    "é:1",
    "e-e:1",
    "e:١",
    "e:9007199254740992",
    "e:99999999999999999",
    `${"z".repeat(33)}:1`,
  ])("%j", (text, { expect }) => {
    expect(parseCursor(text)).toBeNull();
  });
});
