// Moments on the operator's page, in the time zone of whoever looks.

import { describe, it } from "vitest";
import { clockTime, dayAndTime } from "../../../../src/board/operator/clock-time.ts";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 4, 9).getTime();

describe("a moment", () => {
  it("is told by the clock", ({ expect }) => {
    expect(clockTime(at(25, 8))).toBe("08:04:09");
    expect(clockTime(at(25, 0))).toBe("00:04:09");
  });

  it("has its day when it isn't today's", ({ expect }) => {
    expect(dayAndTime(at(25, 8), at(25, 23))).toBe("08:04:09");
    expect(dayAndTime(at(24, 23), at(25, 0))).toBe("2026-11-24 23:04:09");
  });
});
