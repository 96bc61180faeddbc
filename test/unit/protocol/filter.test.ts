// A filtered socket's messages, and a query's filter.

import { describe, it } from "vitest";
import { evaluateFilter } from "../../../src/protocol/filter-match.ts";
import { matches, type FilterFields } from "../../../src/protocol/filter-match.ts";
import { filterKey, parseFilterQuery, type Filter } from "../../../src/protocol/filter.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const SHORT: FilterFields = {
  signalType: "mexc_dex",
  coinName: "NB",
  position: "SHORT",
  spread: -8.84,
};
const LONG: FilterFields = { ...SHORT, position: "LONG" };

describe("a signal enters and leaves a filter on SHORT", () => {
  it.for([
    ["unknown", "outside", null, LONG, "nothing", "nothing"],
    ["unknown", "inside", null, SHORT, "message", "message"],
    ["outside", "outside", LONG, LONG, "nothing", "nothing"],
    ["outside", "inside", LONG, SHORT, "message", "entered"],
    ["inside", "inside", SHORT, SHORT, "message", "message"],
    ["inside", "outside", SHORT, LONG, "message", "message"],
  ] as const)("from %s to %s", ([, , before, after, opening, update], { expect }) => {
    const filter = { positions: ["SHORT"] };

    expect(evaluateFilter(filter, { before, after, isNew: true })).toBe(opening);
    expect(evaluateFilter(filter, { before, after, isNew: false })).toBe(update);
  });
});

describe("a filter matches", () => {
  it.for<[string, Filter, Partial<FilterFields>, boolean]>([
    ["everything when empty", {}, {}, true],
    [
      "everything when empty, also a signal without fields",
      {},
      { coinName: null, position: null, spread: null },
      true,
    ],
    ["one of its types", { signalTypes: ["funding_rate", "mexc_dex"] }, {}, true],
    ["no other type", { signalTypes: ["funding_rate"] }, {}, false],
    ["one of its coins", { coinNames: ["BTC", "NB"] }, {}, true],
    ["a coin only in its own case", { coinNames: ["nb"] }, {}, false],
    ["no signal without a coin", { coinNames: ["NB"] }, { coinName: null }, false],
    ["one of its positions", { positions: ["SHORT"] }, {}, true],
    ["no signal without a position", { positions: ["SHORT"] }, { position: null }, false],
    ["a spread of exactly min_spread", { minSpread: 8.84 }, {}, true],
    ["a positive spread as well", { minSpread: 8.84 }, { spread: 8.84 }, true],
    ["no spread a hair below", { minSpread: 8.84 }, { spread: 8.839999 }, false],
    ["no absent spread, even at 0", { minSpread: 0 }, { spread: null }, false],
    ["a spread of 0 at 0", { minSpread: 0 }, { spread: -0 }, true],
    ["no signal with one field of two", { coinNames: ["NB"], positions: ["LONG"] }, {}, false],
    [
      "a signal with every field",
      { coinNames: ["NB"], positions: ["SHORT"], minSpread: 1 },
      {},
      true,
    ],
  ])("%s", ([, filter, fields, whether], { expect }) => {
    expect(matches(filter, { ...SHORT, ...fields })).toBe(whether);
  });
});

const many = Array.from({ length: LIMITS.filterValues }, (_, at) => `c${at}`);

describe("a filter's query", () => {
  it.for<[string, Filter]>([
    ["", {}],
    ["token=abc&since=x", {}],
    ["coin_name=", {}],
    ["coin_name=,%20,", {}],
    ["coin_name=NB", { coinNames: ["NB"] }],
    ["coin_name=NB,%20BTC&coin_name=NB", { coinNames: ["BTC", "NB"] }],
    ["signal_type=b,a&position=LONG", { signalTypes: ["a", "b"], positions: ["LONG"] }],
    ["min_spread=0", { minSpread: 0 }],
    ["min_spread=8.840", { minSpread: 8.84 }],
    [`coin_name=${many.join()}`, { coinNames: many.toSorted() }],
    [`coin_name=${"x".repeat(64)}`, { coinNames: ["x".repeat(64)] }],
  ])("%j is parsed", ([query, filter], { expect }) => {
    expect(parseFilterQuery(new URLSearchParams(query))).toEqual({ ok: true, value: filter });
  });

  it.for([
    ["min_spread=", "min_spread"],
    ["min_spread=-1", "min_spread"],
    ["min_spread=%2B1", "min_spread"],
    ["min_spread=1e3", "min_spread"],
    ["min_spread=.5", "min_spread"],
    ["min_spread=5.", "min_spread"],
    ["min_spread=NaN", "min_spread"],
    ["min_spread=Infinity", "min_spread"],
    ["min_spread=0x10", "min_spread"],
    ["min_spread=%201", "min_spread"],
    [`min_spread=${"9".repeat(16)}`, "min_spread"],
    [`coin_name=${many.join()},one-more`, "coin_name"],
    [`position=${"x".repeat(65)}`, "position"],
    [`signal_type=${"x".repeat(65)}`, "signal_type"],
  ] as const)("%j is rejected because of %s", ([query, field], { expect }) => {
    expect(parseFilterQuery(new URLSearchParams(query))).toMatchObject({
      ok: false,
      error: { field },
    });
  });

  it.for([
    ["coin_name=NB,BTC", "coin_name=BTC&coin_name=NB", true],
    ["min_spread=1", "min_spread=1.000", true],
    ["", "coin_name=", true],
    ["coin_name=NB", "position=NB", false],
    ["coin_name=NB", "", false],
    ["min_spread=0", "", false],
  ] as const)("%j shares its frames with %j? %s", ([one, other, whether], { expect }) => {
    expect(keyOf(one) === keyOf(other)).toBe(whether);
  });
});

function keyOf(query: string): string {
  const filter = parseFilterQuery(new URLSearchParams(query));
  if (!filter.ok) throw new Error(filter.error.reason);
  return filterKey(filter.value);
}
