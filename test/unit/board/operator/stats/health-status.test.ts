// The health of the service, from samples and errors.

import { describe, it } from "vitest";
import { healthStatusOf } from "../../../../../src/board/operator/stats/health-status.ts";
import { samplesOf } from "../../../../support/browser/operator-stats.ts";

const UNREACHABLE = { kind: "unreachable" } as const;
const source = (state: "live" | "late" | "down") => ({ scanner: { state, last_at: null } });

describe("the health status", () => {
  it("is unknown before the first sample", ({ expect }) => {
    expect(healthStatusOf([], null)).toEqual({ level: "unknown" });
  });

  it("is healthy without issues", ({ expect }) => {
    expect(healthStatusOf(samplesOf({ sockets: 812, sources: source("live") }), null)).toEqual({
      level: "healthy",
    });
  });

  it.for([
    ["a late source", [{ sources: source("late") }], "warning"],
    ["a source that is down", [{ sources: source("down") }], "critical"],
    ["a nearly full hub", [{ sockets: 28_800 }], "critical"],
    [
      "sockets that keep catching up",
      [{ catching_up: 1 }, { catching_up: 3 }, { catching_up: 2 }],
      "warning",
    ],
    [
      "messages that stay queued",
      [{ queued_messages: 1 }, { queued_messages: 3 }, { queued_messages: 2 }],
      "warning",
    ],
    ["a closed slow consumer", [{ slow_closed: 4 }, { slow_closed: 5 }], "warning"],
  ] as const)("has an issue for %s", ([, samples, level], { expect }) => {
    const status = healthStatusOf(samplesOf(...samples), null);

    expect(status).toMatchObject({ level, issues: [{}] });
  });

  it.for([
    ["a burst", [{ catching_up: 1 }, { catching_up: 0 }, { catching_up: 2, queued_messages: 9 }]],
    ["slow consumers closed before the first sample", [{ slow_closed: 5 }, { slow_closed: 5 }]],
    ["a log that started again", [{ slow_closed: 5 }, { slow_closed: 9, epoch: "another" }]],
  ] as const)("has no issue for %s", ([, changes], { expect }) => {
    expect(healthStatusOf(samplesOf(...changes), null)).toEqual({ level: "healthy" });
  });

  it("has no issue a minute after a slow consumer was closed", ({ expect }) => {
    const minute = Array.from({ length: 31 }, () => ({ slow_closed: 5 }));

    expect(healthStatusOf(samplesOf({ slow_closed: 4 }, ...minute), null)).toEqual({
      level: "healthy",
    });
  });

  it("is critical while polls fail, with that issue first", ({ expect }) => {
    const status = healthStatusOf(samplesOf({ sources: source("down") }), UNREACHABLE);

    expect(status).toEqual({
      level: "critical",
      issues: [
        { kind: "poll_failed", error: UNREACHABLE },
        { kind: "source", name: "scanner", state: "down" },
      ],
    });
    expect(healthStatusOf([], UNREACHABLE).level).toBe("critical");
  });
});
