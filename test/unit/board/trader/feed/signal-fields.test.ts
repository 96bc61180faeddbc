import { describe, it } from "vitest";
import { relativeTime } from "../../../../../src/board/trader/relative-time.ts";
import { fieldsOf } from "../../../../../src/board/trader/feed/signal-fields.ts";
import {
  coinOf,
  createdAt,
  sideOf,
  spreadText,
} from "../../../../../src/board/trader/feed/signal-texts.ts";
import { EN } from "../../../../../src/board/trader/texts/en.ts";
import { RU } from "../../../../../src/board/trader/texts/ru.ts";
import { tokenIn } from "../../../../../src/board/trader/session/token-shape.ts";

function signal(raw: object) {
  return { signal_type: "funding_rate", data: raw, raw };
}

describe("what a row says of a signal", () => {
  it("is what its producer sent, digit for digit", ({ expect }) => {
    const row = signal({ coin_name: "NB", position: "LONG", spread: "0.00670000" });

    expect([coinOf(row), sideOf(row), spreadText(row)]).toEqual(["NB", "LONG", "0.00670000"]);
  });

  it("is its type where it has no coin, and nothing where a key holds no text", ({ expect }) => {
    const said = signal({ coin_name: { toString: "evil" }, position: null });

    expect([coinOf(said), sideOf(said), spreadText(said)]).toEqual(["funding_rate", "", null]);
  });

  it("is nothing that only a prototype has", ({ expect }) => {
    const digits: object = Object.create({ coin_name: "EVIL" });

    expect(coinOf({ signal_type: "t", data: {}, raw: digits })).toBe("t");
  });

  it.for([
    ["2025-12-14T12:00:00Z", Date.UTC(2025, 11, 14, 12)],
    ["2025-12-14T12:00:00", Date.UTC(2025, 11, 14, 12)],
    ["2025-12-14T12:00:00.250000", Date.UTC(2025, 11, 14, 12, 0, 0, 250)],
    ["2025-12-14T14:00:00+02:00", Date.UTC(2025, 11, 14, 12)],
    ["yesterday", null],
    ["", null],
  ] as const)("began at %s", ([text, at], { expect }) => {
    expect(createdAt(signal({ created_at: text }))).toBe(at);
  });
});

describe("the fields of a signal", () => {
  it("are in their order, nested ones by their way", ({ expect }) => {
    const digits = { id: "1", legs: [{ price: "0.10" }, { price: null }], ok: true, none: {} };

    expect(fieldsOf(digits)).toEqual([
      { name: "id", text: "1" },
      { name: "legs.0.price", text: "0.10" },
      { name: "legs.1.price", text: "null" },
      { name: "ok", text: "true" },
    ]);
  });
});

describe("an age", () => {
  it.for([
    [-5_000, "0 s"],
    [999, "0 s"],
    [119_999, "119 s"],
    [120_000, "2 min"],
    [7_199_999, "119 min"],
    [7_200_000, "2 h"],
    [172_800_000, "2 d"],
  ] as const)("of %d ms is %s", ([ms, text], { expect }) => {
    expect(relativeTime(ms, EN)).toBe(text);
  });
});

describe("the Russian words", () => {
  it("count as Russian does", ({ expect }) => {
    expect([1, 2, 5, 21].map((count) => RU.shown(count))).toEqual([
      "1 открытый сигнал",
      "2 открытых сигнала",
      "5 открытых сигналов",
      "21 открытый сигнал",
    ]);
  });

  it("are Russian: no word is left as it is in English", ({ expect }) => {
    const same = Object.entries(EN).filter(
      ([key, text]) =>
        typeof text === "string" && text === Object.entries(RU).find(([k]) => k === key)?.[1],
    );
    // What is typed into a field is the same in any language.
    expect(same.map(([key]) => key)).toEqual(["coinsHint"]);
  });
});

describe("a pasted token", () => {
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
    expect(tokenIn(text)).toBe(token);
  });
});
