// Healthy or not: what the operator's page says at a glance.

import { describe, it } from "vitest";
import { healthStatusOf } from "../../../../../src/board/operator/stats/health-status.ts";
import { samplesOf } from "../../../../support/browser/operator-stats.ts";

const UNREACHABLE = { kind: "unreachable" } as const;
const source = (state: "live" | "late" | "down") => ({ scanner: { state, last_at: null } });

describe("the verdict", () => {
  it("is not known before the first sample", ({ expect }) => {
    expect(healthStatusOf([], null)).toEqual({ level: "unknown" });
  });

  it("is that all is well", ({ expect }) => {
    expect(healthStatusOf(samplesOf({ sockets: 812, sources: source("live") }), null)).toEqual({
      level: "healthy",
    });
  });

  it.for([
    ["a source that is late", [{ sources: source("late") }], "warning"],
    ["a source that is down", [{ sources: source("down") }], "critical"],
    ["a hub that is nearly full", [{ sockets: 28_800 }], "critical"],
    [
      "readers that stay behind",
      [{ catching_up: 1 }, { catching_up: 3 }, { catching_up: 2 }],
      "warning",
    ],
    [
      "messages that stay unpushed",
      [{ queued_messages: 1 }, { queued_messages: 3 }, { queued_messages: 2 }],
      "warning",
    ],
    ["a slow reader that was closed", [{ slow_closed: 4 }, { slow_closed: 5 }], "warning"],
  ] as const)("is about %s", ([, samples, level], { expect }) => {
    const status = healthStatusOf(samplesOf(...samples), null);

    expect(status).toMatchObject({ level, issues: [{}] });
  });

  it.for([
    ["a burst", [{ catching_up: 1 }, { catching_up: 0 }, { catching_up: 2, queued_messages: 9 }]],
    [
      "slow readers that were closed before anybody looked",
      [{ slow_closed: 5 }, { slow_closed: 5 }],
    ],
    ["a log that began anew", [{ slow_closed: 5 }, { slow_closed: 9, epoch: "another" }]],
  ] as const)("is not about %s", ([, changes], { expect }) => {
    expect(healthStatusOf(samplesOf(...changes), null)).toEqual({ level: "healthy" });
  });

  it("forgets a closed reader after a minute", ({ expect }) => {
    const minute = Array.from({ length: 31 }, () => ({ slow_closed: 5 }));

    expect(healthStatusOf(samplesOf({ slow_closed: 4 }, ...minute), null)).toEqual({
      level: "healthy",
    });
  });

  it("is trouble while the service doesn't answer, first of all", ({ expect }) => {
    const verdict = healthStatusOf(samplesOf({ sources: source("down") }), UNREACHABLE);

    expect(verdict).toEqual({
      level: "critical",
      issues: [
        { kind: "unanswered", error: UNREACHABLE },
        { kind: "source", name: "scanner", state: "down" },
      ],
    });
    expect(healthStatusOf([], UNREACHABLE).level).toBe("critical");
  });
});
