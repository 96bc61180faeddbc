// How much one user may have looked through: refilled evenly, into debt once, each user for itself.

import { describe, it } from "vitest";
import { ReadQuota } from "../../../src/sockets/connections/read-quota.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");
const { scannedRows: ROWS, scannedRowsWindowMs: WINDOW } = LIMITS;

/** A budget over two tables, of which a user looks through as many rows of each as are asked for. */
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
  it("has all of it at once, and then nothing", ({ expect }) => {
    const charge = readQuota();

    expect(charge("a", ROWS - 2, NOON)).toBe(true);
    expect(charge("a", 2, NOON)).toBe(true);
    expect(charge("a", 0, NOON)).toBe(false);
  });

  it("may go into debt once, and pays it back", ({ expect }) => {
    const look = readQuota();

    expect(look("a", 3 * ROWS, NOON)).toBe(true);
    expect(look("a", 0, NOON + WINDOW)).toBe(false);
    expect(look("a", 0, NOON + 2 * WINDOW)).toBe(false);
    expect(look("a", 0, NOON + 2 * WINDOW + 1)).toBe(true);
  });

  it("is refilled evenly, and never above the whole", ({ expect }) => {
    const look = readQuota();
    look("a", ROWS, NOON);

    expect(look("a", ROWS / 2, NOON + WINDOW / 2)).toBe(true);
    expect(look("a", 0, NOON + WINDOW / 2)).toBe(false);
    expect(look("a", ROWS, NOON + 100 * WINDOW)).toBe(true);
    expect(look("a", 0, NOON + 100 * WINDOW)).toBe(false);
  });

  it("that is refused does nothing and is charged nothing", ({ expect }) => {
    const look = readQuota();
    look("a", ROWS, NOON);

    for (let round = 0; round < 10; round += 1) look("a", ROWS, NOON);

    expect(look("a", 2, NOON + WINDOW)).toBe(true);
  });

  it("that looks through nothing is never refused", ({ expect }) => {
    const look = readQuota();

    for (let round = 0; round < 10; round += 1) expect(look("a", 0, NOON)).toBe(true);
  });

  it("gains nothing by a clock that was set back", ({ expect }) => {
    const look = readQuota();
    look("a", ROWS, NOON);

    expect(look("a", 0, NOON - WINDOW)).toBe(false);
  });

  it("takes nothing from another", ({ expect }) => {
    const look = readQuota();
    look("a", 2 * ROWS, NOON);

    expect(look("b", ROWS, NOON)).toBe(true);
    expect(look("a", 0, NOON)).toBe(false);
  });
});
