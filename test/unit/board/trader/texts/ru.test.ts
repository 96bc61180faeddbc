// The Russian texts of the board.

import { describe, it } from "vitest";
import { EN } from "../../../../../src/board/trader/texts/en.ts";
import { RU } from "../../../../../src/board/trader/texts/ru.ts";

describe("the Russian texts", () => {
  it("use Russian plurals", ({ expect }) => {
    expect([1, 2, 5, 21].map((count) => RU.shown(count))).toEqual([
      "1 открытый сигнал",
      "2 открытых сигнала",
      "5 открытых сигналов",
      "21 открытый сигнал",
    ]);
  });

  it("are all translated", ({ expect }) => {
    const same = Object.entries(EN).filter(
      ([key, text]) =>
        typeof text === "string" && text === Object.entries(RU).find(([k]) => k === key)?.[1],
    );
    // Examples of input are the same in any language.
    expect(same.map(([key]) => key)).toEqual(["coinsHint"]);
  });
});
