// The read quota: refilled evenly, into debt once, each user for itself.

import { describe, it } from "vitest";
import { ReadQuota } from "../../../src/sockets/connections/read-quota.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");
const { scannedRows: ROWS, scannedRowsWindowMs: WINDOW } = LIMITS;

/** A quota over two tables. A charge scans half of its rows in each. */
function readQuota(): (userId: string, rows: number, now: number) => boolean {
  const tables = [{ rowsScanned: 7 }, { rowsScanned: 0 }];
  const users = new ReadQuota(tables);
  return (userId, rows, now) => {
    const response = users.charge(userId, now, () => {
      for (const table of tables) table.rowsScanned += rows / tables.length;
      return "done";
    });
    return response === "done";
  };
}

describe("a user", () => {
  it("has the whole quota at once, and then nothing", ({ expect }) => {
    const charge = readQuota();

    expect(charge("a", ROWS - 2, NOON)).toBe(true);
    expect(charge("a", 2, NOON)).toBe(true);
    expect(charge("a", 0, NOON)).toBe(false);
  });

  it("may go into debt once, and pays it back", ({ expect }) => {
    const charge = readQuota();

    expect(charge("a", 3 * ROWS, NOON)).toBe(true);
    expect(charge("a", 0, NOON + WINDOW)).toBe(false);
    expect(charge("a", 0, NOON + 2 * WINDOW)).toBe(false);
    expect(charge("a", 0, NOON + 2 * WINDOW + 1)).toBe(true);
  });

  it("is refilled evenly, and never above the whole", ({ expect }) => {
    const charge = readQuota();
    charge("a", ROWS, NOON);

    expect(charge("a", ROWS / 2, NOON + WINDOW / 2)).toBe(true);
    expect(charge("a", 0, NOON + WINDOW / 2)).toBe(false);
    expect(charge("a", ROWS, NOON + 100 * WINDOW)).toBe(true);
    expect(charge("a", 0, NOON + 100 * WINDOW)).toBe(false);
  });

  it("that is rejected does nothing and is charged nothing", ({ expect }) => {
    const charge = readQuota();
    charge("a", ROWS, NOON);

    for (let round = 0; round < 10; round += 1) charge("a", ROWS, NOON);

    expect(charge("a", 2, NOON + WINDOW)).toBe(true);
  });

  it("that scans nothing is never rejected", ({ expect }) => {
    const charge = readQuota();

    for (let round = 0; round < 10; round += 1) expect(charge("a", 0, NOON)).toBe(true);
  });

  it("gains nothing by a clock that was set back", ({ expect }) => {
    const charge = readQuota();
    charge("a", ROWS, NOON);

    expect(charge("a", 0, NOON - WINDOW)).toBe(false);
  });

  it("takes nothing from another", ({ expect }) => {
    const charge = readQuota();
    charge("a", 2 * ROWS, NOON);

    expect(charge("b", ROWS, NOON)).toBe(true);
    expect(charge("a", 0, NOON)).toBe(false);
  });
});
