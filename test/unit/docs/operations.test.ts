// docs/operations.md has every event, number, metric and command of the code.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "vitest";
import { collectMetrics } from "../../../src/hub/stats/metrics.ts";
import { Counters } from "../../../src/hub/telemetry/counters.ts";
import type { HubStats } from "../../../src/protocol/stats/hub-stats.ts";
import { namesOfInterface, namesOfUnion, PROJECT, rows } from "../../support/docs/markdown.ts";

const PAGE = "docs/operations.md";

describe("docs/operations.md", () => {
  it("has every log event", ({ expect }) => {
    const inCode = namesOfUnion("src/log.ts", "EventName");
    const documented = rows(PAGE, "## Health, stats and logs").map(([event = ""]) => event);

    expect(inCode).toContain("hub.started");
    expect(documented.filter((name) => name.includes("."))).toEqual(inCode);
  });

  it("says what to watch for in numbers that the hub gives", ({ expect }) => {
    const inCode = namesOfInterface("src/protocol/stats/hub-stats.ts", "HubStats");
    const documented = rows(PAGE, "## Health, stats and logs")
      .map(([name = ""]) => name)
      .filter((name) => !name.includes("."));

    expect(inCode).toEqual(expect.arrayContaining(documented));
    expect(documented).toEqual(expect.arrayContaining(["queued_messages", "catching_up"]));
  });

  it("has every metric with its type", ({ expect }) => {
    const names = namesOfInterface("src/protocol/stats/hub-stats.ts", "HubStats");
    const stats = {
      ...Object.fromEntries(names.map((name) => [name, 0])),
      sockets_by_subprotocol: { "signals.v1": 0, "signals.v2": 0 },
    };
    const input = {
      stats: stats as unknown as HubStats, // SAFETY: every member is there, and the metrics read numbers.
      sources: {},
      counters: new Counters(),
      now: Date.parse("2025-12-14T12:00:00Z"),
    };
    const inCode = collectMetrics(input).map(({ name, type }) => [name, type]);

    const table = rows(PAGE, "## Metrics").filter(([name]) => name?.startsWith("signal_hub_"));
    expect(table.map(([name = "", type]) => [name.split("`")[0], type])).toEqual(inCode);
  });

  it("has every command with its summary", ({ expect }) => {
    const help = spawnSync(process.execPath, [join(PROJECT, "src/cli/main.ts"), "--help"], {
      encoding: "utf8",
    });
    const commands = [...help.stdout.matchAll(/^ {2}(\w+) +(\S.*)$/gm)].map(([, name, summary]) => [
      name,
      summary,
    ]);

    expect(commands).not.toEqual([]);
    expect(rows(PAGE, "## Command line")).toEqual(commands);
  });
});
