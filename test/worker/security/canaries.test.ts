// A canary in every secret, token, key, header and payload. After a whole scenario each is searched for in every log
// line, every rejection and close, every column of the database, and the attachments.

import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  CANARIES,
  runCanaryScenario,
  namesFoundIn,
  type Canary,
} from "../../support/checks/canary-scenario.ts";
import { freshHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** The columns where a canary belongs, as table.column. Every other column must be free of it. */
const COLUMNS: Readonly<Partial<Record<Canary, readonly string[]>>> = {
  user: ["members.user_id"],
  idempotencyKey: ["posts.key"],
  signal: ["log.changes", "log.frames", "signals.data", "signals.posted"],
  signalId: ["log.changes", "log.frames", "signals.data", "signals.id", "signals.posted"],
};

let logged: string[] = [];

beforeEach(() => {
  logged = [];
  for (const level of ["debug", "info", "log", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      logged.push(args.map(String).join(" "));
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("after a scenario over every endpoint", () => {
  it("no log line has a canary", async ({ expect }) => {
    const scenario = await runCanaryScenario();

    expect(logged.length).toBeGreaterThan(10);
    for (const line of logged) expect(namesFoundIn(line, scenario), line).toEqual([]);
  });

  it("no rejection has one", async ({ expect }) => {
    const scenario = await runCanaryScenario();

    expect(scenario.rejections.length).toBeGreaterThan(25);
    for (const text of scenario.rejections) expect(namesFoundIn(text, scenario), text).toEqual([]);
  });

  it("no column of the database has one that doesn't belong there", async ({ expect }) => {
    const scenario = await runCanaryScenario();

    const cells = await runInDurableObject(scenario.hub.stub, (_, { storage }) => {
      const tables = storage.sql
        .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
        .toArray()
        .map(({ name }) => name)
        .filter((name) => !name.startsWith("_cf") && !name.startsWith("sqlite_"));
      return tables.flatMap((table) =>
        storage.sql
          .exec(`SELECT * FROM "${table}"`)
          .toArray()
          .flatMap((row) => Object.entries(row))
          .map(([column, value]) => [`${table}.${column}`, JSON.stringify(value)] as const),
      );
    });

    const columnsByName = new Map<string, Set<string>>();
    for (const [column, value] of cells) {
      for (const name of namesFoundIn(value, scenario)) {
        columnsByName.set(name, (columnsByName.get(name) ?? new Set()).add(column));
      }
    }
    expect(
      Object.fromEntries(
        [...columnsByName].map(([name, columns]) => [name, [...columns].toSorted()]),
      ),
    ).toEqual(COLUMNS);
  });

  it("no attachment has one except the user and the filter", async ({ expect }) => {
    const { tokenSecret, claim, header, user, filter } = CANARIES;
    const hub = freshHub({ JWT_SECRET: tokenSecret });
    const token = await vipToken({ sub: user, note: claim }, tokenSecret);
    await TestSocket.openV2(hub, `coin_name=${filter}&note=${header}`, token);

    const [attachment] = await runInDurableObject(hub.stub, (_, state) =>
      state.getWebSockets().map((socket) => JSON.stringify(socket.deserializeAttachment())),
    );

    expect(namesFoundIn(attachment ?? "", { hub, tokens: [token], rejections: [] })).toEqual([
      "user",
      "filter",
    ]);
  });
});
