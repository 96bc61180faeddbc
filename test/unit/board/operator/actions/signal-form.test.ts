// The message of a publish form, and its first invalid field.

import { describe, it } from "vitest";
import {
  messageOf,
  EMPTY_FIELDS,
  type SignalFields,
} from "../../../../../src/board/operator/actions/signal-form.ts";

const FIELDS: SignalFields = { ...EMPTY_FIELDS, id: "7" };

describe("a form makes a message", () => {
  it.for([
    [
      "with an id alone",
      {},
      `{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":7}}`,
    ],
    [
      "of an update, with the id outside its data",
      { type: "signal_update", spread: "9.120" },
      `{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":7,"data":{"spread":9.120}}`,
    ],
    [
      "with all digits of its numbers",
      {
        id: "12345678901234567890",
        spread: "8.8400",
        more: '{ "mexc_spot_price": 0.00670000, "n": 1e-7 }',
      },
      `{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":12345678901234567890,"spread":8.8400,"mexc_spot_price":0.00670000,"n":1e-7}}`,
    ],
    [
      "with text as text",
      { id: "0x7", coin: '<script>"', position: "LONG", signalType: " funding_rate " },
      `{"type":"new_signal","signal_type":"funding_rate","data":{"id":"0x7","coin_name":"<script>\\"","position":"LONG"}}`,
    ],
    [
      "with a leading zero making the id a text",
      { id: "007" },
      `{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":"007"}}`,
    ],
  ] as const)("%s", ([, fields, message], { expect }) => {
    expect(messageOf({ ...FIELDS, ...fields })).toEqual({ ok: true, value: message });
  });
});

describe("a form is invalid", () => {
  it.for([
    ["without an id", { id: " " }, { field: "id", problem: "missing" }],
    ["without a type", { signalType: "" }, { field: "signalType", problem: "missing" }],
    ["with a word for a number", { spread: "high" }, { field: "spread", problem: "not_a_number" }],
    ["with a comma in a number", { spread: "8,84" }, { field: "spread", problem: "not_a_number" }],
    [
      "with a number that isn't JSON",
      { spread: ".5" },
      { field: "spread", problem: "not_a_number" },
    ],
    ["with a list for the object", { more: "[1]" }, { field: "more", problem: "not_an_object" }],
    [
      "with an object that isn't JSON",
      { more: "{a:1}" },
      { field: "more", problem: "not_an_object" },
    ],
    [
      "with a key in a field and in the object",
      { more: '{"id":8}' },
      { field: "more", problem: "duplicate_key" },
    ],
  ] as const)("%s", ([, change, problem], { expect }) => {
    expect(messageOf({ ...FIELDS, ...change })).toEqual({ ok: false, error: problem });
  });
});
