// The month's part of what was counted, over a year's end, a sleep, and clocks that jump.

import { describe, it } from "vitest";
import { Counters } from "../../../src/hub/telemetry/counters.ts";
import { billedOf, monthSince, startOf } from "../../../src/hub/telemetry/billing-month.ts";

const NOVEMBER = Date.parse("2026-11-30T23:59:59.999Z");
const DECEMBER = NOVEMBER + 1;

describe("a month", () => {
  it.for([
    ["2026-11-30T23:59:59.999Z", "2026-11"],
    ["2026-12-01T00:00:00.000Z", "2026-12"],
    ["2027-01-01T00:00:00.000Z", "2027-01"],
  ])("at %s is %s", ([at = "", name = ""], { expect }) => {
    const nothing = billedOf(0, 0, 0);

    expect(monthSince(startOf(null, nothing, Date.parse(at)), nothing).name).toBe(name);
  });

  it.for([
    [0, 0, 0],
    [0, 1, 1],
    [0, 20, 1],
    [0, 21, 2],
    [3, 20, 4],
  ])("of %i requests and %i frames bills %i", ([requests = 0, frames = 0, billed], { expect }) => {
    const start = startOf(null, billedOf(7, 13, 2), NOVEMBER);

    const month = monthSince(start, billedOf(7 + requests, 13 + frames, 2));

    expect(month).toEqual({ name: "2026-11", requests: billed, rows: 0 });
  });

  it("goes on while it lasts, and on a clock that was set back", ({ expect }) => {
    const start = startOf(null, billedOf(1, 0, 1), DECEMBER);

    expect(startOf(start, billedOf(9, 0, 9), DECEMBER + 86_400_000)).toBe(start);
    expect(startOf(start, billedOf(9, 0, 9), NOVEMBER)).toBe(start);
  });
});

describe("the counters", () => {
  it("begin a month with the request that comes first in it", ({ expect }) => {
    const counters = new Counters();
    counters.countRequest("rpc", NOVEMBER);
    counters.add("rows", 5);

    counters.countRequest("fetch", DECEMBER);
    counters.add("rows", 2);

    expect(counters.month(DECEMBER)).toEqual({ name: "2026-12", requests: 1, rows: 2 });
    expect(counters.get("rows")).toBe(7);
  });

  it("carry the month through a sleep", ({ expect }) => {
    const before = new Counters();
    before.countRequest("rpc", NOVEMBER - 86_400_000);
    before.countRequest("frame", NOVEMBER);
    const after = new Counters();

    after.restore(before.serializeAfter({ rows: 3 }));

    expect(after.month(NOVEMBER)).toEqual({ name: "2026-11", requests: 2, rows: 3 });
    after.countRequest("rpc", DECEMBER);
    expect(after.month(DECEMBER)).toEqual({ name: "2026-12", requests: 1, rows: 0 });
  });

  it("of a log that knew no months begin this one now", ({ expect }) => {
    const counters = new Counters();
    counters.restore('{"requests rpc":900,"rows":70}');

    counters.countRequest("rpc", NOVEMBER);

    expect(counters.month(NOVEMBER)).toEqual({ name: "2026-11", requests: 1, rows: 0 });
  });
});
