// The shown values of signals with any data.

import { describe, it } from "vitest";
import {
  coinOf,
  createdAt,
  fieldsOf,
  sideOf,
  spreadText,
} from "../../../../../src/board/trader/feed/signal-fields.ts";

function signal(raw: object) {
  return { signal_type: "funding_rate", raw };
}

describe("the fields in a row", () => {
  it("are shown as the producer sent them, digit for digit", ({ expect }) => {
    const row = signal({ coin_name: "NB", position: "LONG", spread: "0.00670000" });

    expect([coinOf(row), sideOf(row), spreadText(row)]).toEqual(["NB", "LONG", "0.00670000"]);
  });

  it("fall back to the type without a coin, and ignore values of another type", ({ expect }) => {
    const row = signal({ coin_name: { toString: "evil" }, position: null });

    expect([coinOf(row), sideOf(row), spreadText(row)]).toEqual(["funding_rate", "", null]);
  });

  it("ignore properties of the prototype", ({ expect }) => {
    const digits: object = Object.create({ coin_name: "EVIL" });

    expect(coinOf({ signal_type: "t", raw: digits })).toBe("t");
  });

  it.for([
    ["2025-12-14T12:00:00Z", Date.UTC(2025, 11, 14, 12)],
    ["2025-12-14T12:00:00", Date.UTC(2025, 11, 14, 12)],
    ["2025-12-14T12:00:00.250000", Date.UTC(2025, 11, 14, 12, 0, 0, 250)],
    ["2025-12-14T14:00:00+02:00", Date.UTC(2025, 11, 14, 12)],
    ["yesterday", null],
    ["", null],
  ] as const)("have the creation time of %j", ([text, at], { expect }) => {
    expect(createdAt(signal({ created_at: text }))).toBe(at);
  });
});

describe("all fields of a signal", () => {
  it("are listed in their order, nested ones with their path", ({ expect }) => {
    const digits = { id: "1", legs: [{ price: "0.10" }, { price: null }], ok: true, none: {} };

    expect(fieldsOf(digits)).toEqual([
      { name: "id", text: "1" },
      { name: "legs.0.price", text: "0.10" },
      { name: "legs.1.price", text: "null" },
      { name: "ok", text: "true" },
    ]);
  });
});
