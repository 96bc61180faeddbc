// The keys for moving the focus in the table.

import { describe, it } from "vitest";
import { focusAfterKey } from "../../../../../src/board/trader/table/table-keys.ts";

describe("a key in the table", () => {
  it.for([
    ["ArrowDown", 3, 4],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 0, 0],
    ["PageDown", 3, 8],
    ["PageDown", 8, 9],
    ["PageUp", 3, 0],
    ["Home", 5, 0],
    ["End", 5, 9],
    ["x", 5, null],
  ] as const)("%s in row %d moves the focus to %s", ([key, from, to], { expect }) => {
    expect(focusAfterKey(key, { from, count: 10, page: 5 })).toBe(to);
  });

  it("moves nothing in an empty table", ({ expect }) => {
    expect(focusAfterKey("End", { from: 0, count: 0, page: 5 })).toBeNull();
  });
});
