// Healthy or not: what the operator's page says at a glance.

import { describe, it } from "vitest";
import { verdictOf } from "../../../src/board/operator/verdict.ts";
import { samplesOf } from "../../support/operator-stats.ts";

const UNREACHABLE = { kind: "unreachable" } as const;
const source = (state: "live" | "late" | "down") => ({ scanner: { state, last_at: null } });

describe("the verdict", () => {
  it("is not known before the first sample", ({ expect }) => {
    expect(verdictOf([], null)).toEqual({ level: "unknown" });
  });

  it("is that all is well", ({ expect }) => {
    expect(verdictOf(samplesOf({ sockets: 812, sources: source("live") }), null)).toEqual({
      level: "healthy",
    });
  });

  it.for([
    ["a source that is late", [{ sources: source("late") }], "watch"],
    ["a source that is down", [{ sources: source("down") }], "trouble"],
    ["a hub that is nearly full", [{ sockets: 28_800 }], "trouble"],
    ["readers that stay behind", [{ behind: 1 }, { behind: 3 }, { behind: 2 }], "watch"],
    ["messages that stay unpushed", [{ gathered: 1 }, { gathered: 3 }, { gathered: 2 }], "watch"],
    ["a slow reader that was closed", [{ slow_closed: 4 }, { slow_closed: 5 }], "watch"],
  ] as const)("is about %s", ([, changes, level], { expect }) => {
    const verdict = verdictOf(samplesOf(...changes), null);

    expect(verdict).toMatchObject({ level, concerns: [{}] });
  });

  it.for([
    ["a burst", [{ behind: 1 }, { behind: 0 }, { behind: 2, gathered: 9 }]],
    [
      "slow readers that were closed before anybody looked",
      [{ slow_closed: 5 }, { slow_closed: 5 }],
    ],
    ["a log that began anew", [{ slow_closed: 5 }, { slow_closed: 9, epoch: "another" }]],
  ] as const)("is not about %s", ([, changes], { expect }) => {
    expect(verdictOf(samplesOf(...changes), null)).toEqual({ level: "healthy" });
  });

  it("forgets a closed reader after a minute", ({ expect }) => {
    const minute = Array.from({ length: 31 }, () => ({ slow_closed: 5 }));

    expect(verdictOf(samplesOf({ slow_closed: 4 }, ...minute), null)).toEqual({ level: "healthy" });
  });

  it("is trouble while the service doesn't answer, first of all", ({ expect }) => {
    const verdict = verdictOf(samplesOf({ sources: source("down") }), UNREACHABLE);

    expect(verdict).toEqual({
      level: "trouble",
      concerns: [
        { kind: "unanswered", trouble: UNREACHABLE },
        { kind: "source", name: "scanner", state: "down" },
      ],
    });
    expect(verdictOf([], UNREACHABLE).level).toBe("trouble");
  });
});
