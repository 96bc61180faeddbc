// The plan of a resume at every edge of the log.

import { describe, it } from "vitest";
import { planResume, type LogRange } from "../../../src/protocol/resume.ts";

import { LIMITS } from "../../../src/protocol/limits.ts";

const CAP = LIMITS.replayMessages;

const LOG: LogRange = { epoch: "e", oldest: 11, newest: 20 };
const EMPTY: LogRange = { epoch: "e", oldest: 1, newest: 0 };
const LONG: LogRange = { epoch: "e", oldest: 1, newest: CAP + 1 };
/** All but the newest message was pruned. */
const SHORT: LogRange = { epoch: "e", oldest: 20, newest: 20 };

describe("a cursor of the log's epoch", () => {
  it.for<[string, LogRange, number, "replay" | "ahead" | "pruned" | "too_many"]>([
    ["at the newest message", LOG, 20, "replay"],
    ["one before the newest", LOG, 19, "replay"],
    ["at the oldest", LOG, 11, "replay"],
    ["one before the oldest", LOG, 10, "replay"],
    ["two before the oldest", LOG, 9, "pruned"],
    ["at the beginning of time", LOG, 0, "pruned"],
    ["one after the newest", LOG, 21, "ahead"],
    ["as far ahead as numbers go", LOG, Number.MAX_SAFE_INTEGER, "ahead"],
    ["at the beginning of an empty log", EMPTY, 0, "replay"],
    ["one into an empty log", EMPTY, 1, "ahead"],
    ["as far back as the cap", LONG, 1, "replay"],
    ["one further back than the cap", LONG, 0, "too_many"],
    ["before the one message left", SHORT, 19, "replay"],
    ["two before the one message left", SHORT, 18, "pruned"],
    ["pruned and too many", { ...LONG, oldest: 2 }, 0, "pruned"],
  ])("%s", ([, log, seq, outcome], { expect }) => {
    expect(planResume({ epoch: "e", seq }, log)).toEqual(
      outcome === "replay" ? { kind: "replay", after: seq } : { kind: "snapshot", reason: outcome },
    );
  });
});

it("a cursor of another epoch gets a snapshot, whatever its number", ({ expect }) => {
  for (const seq of [0, 9, 10, 20, 21]) {
    expect(planResume({ epoch: "f", seq }, LOG)).toEqual({
      kind: "snapshot",
      reason: "epoch_changed",
    });
  }
});

it("a client without a cursor gets a snapshot without a reason", ({ expect }) => {
  for (const log of [LOG, EMPTY, LONG, SHORT]) {
    expect(planResume(null, log)).toEqual({ kind: "snapshot", reason: null });
  }
});
