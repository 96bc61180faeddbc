// A filter on the wire, as query, as JSON and as key, written and parsed.

import { describe, it } from "vitest";
import {
  filterKey,
  filterQuery,
  matchesAll,
  parseFilterJson,
  parseFilterQuery,
  toWireFilter,
  type Filter,
  type FilterProblem,
  type FilterRequest,
  type WireFilter,
} from "../../../src/protocol/filter.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const FULL: Filter = {
  signalTypes: ["a"],
  coinNames: ["BTC", "NB"],
  positions: ["SHORT"],
  minSpread: 0,
};

describe("a filter written as JSON", () => {
  it.for<[Filter, WireFilter]>([
    [{}, {}],
    [{ signalTypes: ["a"] }, { signal_type: ["a"] }],
    [{ coinNames: ["NB"] }, { coin_name: ["NB"] }],
    [{ positions: ["LONG"] }, { position: ["LONG"] }],
    [{ minSpread: 0 }, { min_spread: 0 }],
    [FULL, { signal_type: ["a"], coin_name: ["BTC", "NB"], position: ["SHORT"], min_spread: 0 }],
  ])("%j is %j, and is parsed again", ([filter, wire], { expect }) => {
    expect(toWireFilter(filter)).toStrictEqual(wire);
    expect(parseFilterJson(wire)).toStrictEqual(filter);
    expect(matchesAll(filter)).toBe(Object.keys(filter).length === 0);
    expect(filterKey(filter)).toBe(matchesAll(filter) ? "" : JSON.stringify(wire));
  });
});

describe("a filter written as a query", () => {
  it.for<[FilterRequest, string]>([
    [{}, ""],
    [{ coin_name: [] }, ""],
    [{ coin_name: ["NB", "BTC"], position: ["SHORT"] }, "coin_name=NB%2CBTC&position=SHORT"],
    [{ signal_type: ["a"], min_spread: 8.84 }, "signal_type=a&min_spread=8.84"],
    [{ min_spread: 0 }, "min_spread=0"],
    [{ min_spread: "0.50" }, "min_spread=0.50"],
    [{ min_spread: 0.000_000_5 }, "min_spread=0.0000005"],
    [{ min_spread: 1.5e-10 }, "min_spread=0.00000000015"],
  ])("%j is %s, and is parsed again", ([request, query], { expect }) => {
    expect(filterQuery(request).toString()).toBe(query);
    expect(parseFilterQuery(filterQuery(request)).ok).toBe(true);
  });
});

describe("a query's filter has only the fields of the query", () => {
  it.for<[string, Filter]>([
    ["", {}],
    ["coin_name=NB", { coinNames: ["NB"] }],
    [
      "min_spread=123456789012345.123456789012345678",
      { minSpread: Number("123456789012345.123456789012345678") },
    ],
  ])("%j", ([query, filter], { expect }) => {
    expect(parseFilterQuery(new URLSearchParams(query))).toStrictEqual({ ok: true, value: filter });
  });
});

describe("a rejected filter of a query names its field and the reason", () => {
  const many = Array.from({ length: LIMITS.filterValues + 1 }, (_, at) => `c${at}`).join();

  it.for<[string, FilterProblem]>([
    ["min_spread=x", { field: "min_spread", reason: "is not a decimal number of 0 or more" }],
    [`position=${many}`, { field: "position", reason: "has too many values" }],
    [
      `signal_type=a,${"x".repeat(LIMITS.filterValueChars + 1)}`,
      { field: "signal_type", reason: "has a long value" },
    ],
  ])("%j", ([query, problem], { expect }) => {
    expect(parseFilterQuery(new URLSearchParams(query))).toEqual({ ok: false, error: problem });
  });

  it("also for a whole filter of one character past its limit", ({ expect }) => {
    const widest = filterOf(LIMITS.filterChars);
    const wider = filterOf(LIMITS.filterChars + 1);

    expect(filterKey(widest)).toHaveLength(LIMITS.filterChars);
    expect(read(widest)).toStrictEqual({ ok: true, value: widest });
    expect(read(wider)).toEqual({
      ok: false,
      error: { field: "coin_name", reason: "makes the filter too long" },
    });
  });
});

it.for([["1"], { valueOf: 1 }, true, "1e3", "", Number.NaN, Infinity, -1, -0.1])(
  "%j is rejected as min_spread of a frame",
  (spread, { expect }) => {
    expect(parseFilterJson({ min_spread: spread })).toBeNull();
  },
);

function read(filter: Filter): unknown {
  return parseFilterQuery(filterQuery(toWireFilter(filter)));
}

/** A filter with a key of this many characters. Coins and positions have 60 each, and one signal type fills up. */
function filterOf(chars: number): Filter {
  const values = (character: string, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `${character}${at}`.padEnd(60, character)).toSorted();
  const bare: Filter = {
    coinNames: values("c", 40),
    positions: values("p", 24),
    signalTypes: [""],
  };
  const missing = chars - filterKey(bare).length;
  return { ...bare, signalTypes: ["s".repeat(missing)] };
}
