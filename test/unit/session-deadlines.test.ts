// What is due for a socket, to the millisecond.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { dueNow, nextDue, type Due } from "../../src/hub/session-deadlines.ts";
import type { Session } from "../../src/hub/session.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import { SEED } from "../support/random-seed.ts";

const BEAT = LIMITS.silentMs;
/** A beat: a client heard of now is asked for a sign of life exactly two intervals later. */
const T = 1_000 * BEAT;
const FAR = T + 100 * BEAT;

const UNAUTHORIZED: Due = { kind: "end", refusal: "unauthorized" };
const VIP_REQUIRED: Due = { kind: "end", refusal: "vip_required" };
const DRAINING: Due = { kind: "end", refusal: "draining" };
const SILENT: Due = { kind: "end", refusal: "silent" };
const WARN: Due = { kind: "warn" };
const PING: Due = { kind: "ping" };

describe("nothing is due before, and this is due at", () => {
  it.for<[string, Partial<Session>, number, number, Due]>([
    ["the token's end", { ends: tokenEnds(T + 5), warned: true }, T, T + 5, UNAUTHORIZED],
    ["the VIP's end", { ends: vipEnds(T + 5), warned: true }, T, T + 5, VIP_REQUIRED],
    ["a minute before the end", { ends: tokenEnds(T + 60_005) }, T, T + 5, WARN],
    ["the end of a drain", { drainBy: T + 7 }, T, T + 7, DRAINING],
    ["a silent minute that began on the beat", {}, T, T + BEAT, PING],
    ["the beat after a silent minute", {}, T + 1, T + 2 * BEAT, PING],
    ["the beat at which a minute is over", {}, T + BEAT - 1, T + 2 * BEAT, PING],
    ["half a minute after an unanswered ping", { pingedAt: T + 1 }, T, T + 30_001, SILENT],
    [
      "a silent minute after an answer in the ping's own moment",
      { pingedAt: T },
      T,
      T + BEAT,
      PING,
    ],
    ["a silent minute after an answer", { pingedAt: T }, T + 1, T + 2 * BEAT, PING],
    ["v1: the token's end", { ...v1(), ends: tokenEnds(T + 5) }, T, T + 5, UNAUTHORIZED],
    ["v1: the VIP's end", { ...v1(), ends: vipEnds(T + 5) }, T, T + 5, VIP_REQUIRED],
  ])("%s", ([, more, heardAt, at, due], { expect }) => {
    const session = sessionWith(more);

    expect(nextDue(session, heardAt)).toBe(at);
    expect(dueNow(session, heardAt, at - 1)).toBeNull();
    expect(dueNow(session, heardAt, at)).toEqual(due);
  });
});

describe("of several things that are late", () => {
  it.for<[string, Partial<Session>, number, Due]>([
    ["an end comes before a notice of it", { ends: tokenEnds(T) }, T, UNAUTHORIZED],
    ["an end comes before a ping", { ends: tokenEnds(T), warned: true }, 0, UNAUTHORIZED],
    ["a drain's end comes before a notice", { ends: tokenEnds(T + 1), drainBy: T }, T, DRAINING],
    ["silence comes before a notice", { ends: tokenEnds(T + 1), pingedAt: T - BEAT }, 0, SILENT],
    [
      "the end of access comes before a drain's",
      { ends: vipEnds(T), drainBy: T - 9 },
      T,
      VIP_REQUIRED,
    ],
    ["a drain's end comes before silence", { drainBy: T, pingedAt: T - BEAT }, 0, DRAINING],
    ["a notice comes before a ping", { ends: tokenEnds(T + 1) }, 0, WARN],
  ])("%s", ([, more, heardAt, due], { expect }) => {
    expect(dueNow(sessionWith(more), heardAt, T)).toEqual(due);
  });
});

it("a v1 client is neither warned, pinged nor drained", ({ expect }) => {
  const session = sessionWith({ ...v1(), drainBy: 1, pingedAt: 1 });

  expect(nextDue(session, 0)).toBe(FAR);
  expect(dueNow(session, 0, FAR - 1)).toBeNull();
});

it("a client that was warned isn't warned again", ({ expect }) => {
  const session = sessionWith({ ends: tokenEnds(T + 1), warned: true });

  expect(dueNow(session, T, T)).toBeNull();
  expect(nextDue(session, T)).toBe(T + 1);
});

it(`something is due at the next moment and not before it (seed ${SEED})`, ({ expect }) => {
  const moment = fc.integer({ min: T - 3 * BEAT, max: T + 3 * BEAT });
  const sessions = fc.record({
    dialect: fc.constantFrom("signals.v1", "signals.v2"),
    ends: moment.map(tokenEnds),
    warned: fc.boolean(),
    pingedAt: fc.option(moment),
    drainBy: fc.option(moment),
  });

  fc.assert(
    fc.property(sessions, moment, (more, heardAt) => {
      const session = sessionWith(more);
      const next = nextDue(session, heardAt);

      expect(dueNow(session, heardAt, next - 1)).toBeNull();
      expect(dueNow(session, heardAt, next)).not.toBeNull();
    }),
    { seed: SEED },
  );
});

function sessionWith(more: Partial<Session>): Session {
  return {
    userId: "123",
    rights: { expiresAt: FAR, issuedAt: null, vip: "unlimited" },
    ends: tokenEnds(FAR),
    dialect: "signals.v2",
    location: "FRA",
    filter: {},
    connectionId: "c",
    joinedAt: 0,
    heardAt: 0,
    behind: null,
    warned: false,
    pingedAt: null,
    drainBy: null,
    ...more,
  };
}

function tokenEnds(at: number): Session["ends"] {
  return { at, refusal: "unauthorized" };
}

function vipEnds(at: number): Session["ends"] {
  return { at, refusal: "vip_required" };
}

function v1(): Pick<Session, "dialect"> {
  return { dialect: "signals.v1" };
}
