// The fields that filters compare, and the predicate over whole signals.

import { describe, it } from "vitest";
import {
  filterFieldsOf,
  toPredicate,
  type FilterFields,
} from "../../../src/protocol/filter-match.ts";
import { json } from "../../support/json/checked-json.ts";

describe("the filter fields of", () => {
  it.for<[data: string, fields: Partial<FilterFields>]>([
    ["{}", {}],
    [
      '{"coin_name":"NB","position":"SHORT","spread":8.84}',
      { coinName: "NB", position: "SHORT", spread: 8.84 },
    ],
    ['{"spread":-0.5}', { spread: -0.5 }],
    ['{"spread":1e2}', { spread: 100 }],
    ['{"coin_name":"N\\u0042"}', { coinName: "NB" }],
    ['{"coin_name":"","position":""}', { coinName: "", position: "" }],
    ['{"coin_name":5,"position":["SHORT"],"spread":"8.84"}', {}],
    ['{"coin_name":null,"position":true,"spread":null}', {}],
    ['{"coin_name":{"a":"b"},"spread":"-8"}', {}],
    ['{"data":{"coin_name":"NB"}}', {}],
  ])("%s", ([data, fields], { expect }) => {
    expect(filterFieldsOf("mexc_dex", json(data))).toEqual({
      signalType: "mexc_dex",
      coinName: null,
      position: null,
      spread: null,
      ...fields,
    });
  });
});

describe("whole signals match", () => {
  const whole = { signalType: "mexc_dex", data: json('{"coin_name":"NB","spread":2}') };

  it.for([
    ["a filter that asks for nothing", {}, true],
    ["a filter on their coin", { coinNames: ["NB"] }, true],
    ["no filter on another", { coinNames: ["BTC"] }, false],
    ["no filter on another type", { signalTypes: ["funding_rate"] }, false],
    ["a filter at their spread", { minSpread: 2 }, true],
    ["no filter above it", { minSpread: 2.1 }, false],
  ] as const)("%s", ([, filter, whether], { expect }) => {
    expect(toPredicate(filter)(whole)).toBe(whether);
  });
});
