// Times on the operators' page.

import { describe, it } from "vitest";
import { clockTime, dayAndTime } from "../../../../src/board/operator/clock-time.ts";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 4, 9).getTime();

describe("a time", () => {
  it("is shown as HH:MM:SS", ({ expect }) => {
    expect(clockTime(at(25, 8))).toBe("08:04:09");
    expect(clockTime(at(25, 0))).toBe("00:04:09");
  });

  it("has its date unless it is today", ({ expect }) => {
    expect(dayAndTime(at(25, 8), at(25, 23))).toBe("08:04:09");
    expect(dayAndTime(at(24, 23), at(25, 0))).toBe("2026-11-24 23:04:09");
  });
});
