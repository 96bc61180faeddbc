import { describe, it } from "vitest";
import { parseUrlFilter } from "../../../../../src/board/trader/filters/url-filter.ts";
import { stepOf } from "../../../../../src/board/trader/table/table-keys.ts";

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
  ] as const)("%s at row %d goes to %s", ([key, from, to], { expect }) => {
    expect(stepOf(key, { from, count: 10, page: 5 })).toBe(to);
  });

  it("goes nowhere in an empty table", ({ expect }) => {
    expect(stepOf("End", { from: 0, count: 0, page: 5 })).toBeNull();
  });
});

describe("the filter of an address", () => {
  it("is read with its digits", ({ expect }) => {
    expect(parseUrlFilter("?coin_name=NB,WIF&position=LONG&min_spread=2.50")).toEqual({
      coin_name: ["NB", "WIF"],
      position: ["LONG"],
      min_spread: "2.50",
    });
  });

  it("that can't be read is none", ({ expect }) => {
    expect(parseUrlFilter("?min_spread=lots&coin_name=NB")).toEqual({});
    expect(parseUrlFilter("")).toEqual({});
  });
});
