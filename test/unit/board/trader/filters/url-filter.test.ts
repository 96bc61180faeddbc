// The filter in the page's URL.

import { describe, it } from "vitest";
import { parseUrlFilter } from "../../../../../src/board/trader/filters/url-filter.ts";

describe("the filter of a URL", () => {
  it("keeps the digits of the spread", ({ expect }) => {
    expect(parseUrlFilter("?coin_name=NB,WIF&position=LONG&min_spread=2.50")).toEqual({
      coin_name: ["NB", "WIF"],
      position: ["LONG"],
      min_spread: "2.50",
    });
  });

  it("is empty where the query is invalid", ({ expect }) => {
    expect(parseUrlFilter("?min_spread=lots&coin_name=NB")).toEqual({});
    expect(parseUrlFilter("")).toEqual({});
  });
});
