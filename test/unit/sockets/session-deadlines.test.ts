// What is due for a socket, to the millisecond.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import {
  dueTimer,
  nextSessionTimer,
  type DueTimer,
} from "../../../src/sockets/connections/session-deadlines.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { SEED } from "../../support/random/random-seed.ts";

const BEAT = LIMITS.idleTimeoutMs;
/** A beat: a client heard of now is asked for a sign of life exactly two intervals later. */
const T = 1_000 * BEAT;
const FAR = T + 100 * BEAT;

const UNAUTHORIZED: DueTimer = { kind: "end", error: "unauthorized" };
const VIP_REQUIRED: DueTimer = { kind: "end", error: "vip_required" };
const DRAINING: DueTimer = { kind: "end", error: "draining" };
const SILENT: DueTimer = { kind: "end", error: "silent" };
const WARN: DueTimer = { kind: "warn" };
const PING: DueTimer = { kind: "ping" };

describe("nothing is due before, and this is due at", () => {
  it.for<[string, Partial<Session>, number, number, DueTimer]>([
    ["the token's end", { access: tokenExpiry(T + 5), expiryWarned: true }, T, T + 5, UNAUTHORIZED],
    ["the VIP's end", { access: vipExpiry(T + 5), expiryWarned: true }, T, T + 5, VIP_REQUIRED],
    ["a minute before the end", { access: tokenExpiry(T + 60_005) }, T, T + 5, WARN],
    ["the end of a drain", { closeAt: T + 7 }, T, T + 7, DRAINING],
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
    ["v1: the token's end", { ...v1(), access: tokenExpiry(T + 5) }, T, T + 5, UNAUTHORIZED],
    ["v1: the VIP's end", { ...v1(), access: vipExpiry(T + 5) }, T, T + 5, VIP_REQUIRED],
  ])("%s", ([, more, heardAt, at, due], { expect }) => {
    const session = sessionWith(more);

    expect(nextSessionTimer(session, heardAt)).toBe(at);
    expect(dueTimer(session, heardAt, at - 1)).toBeNull();
    expect(dueTimer(session, heardAt, at)).toEqual(due);
  });
});

describe("of several things that are late", () => {
  it.for<[string, Partial<Session>, number, DueTimer]>([
    ["an end comes before a notice of it", { access: tokenExpiry(T) }, T, UNAUTHORIZED],
    ["an end comes before a ping", { access: tokenExpiry(T), expiryWarned: true }, 0, UNAUTHORIZED],
    [
      "a drain's end comes before a notice",
      { access: tokenExpiry(T + 1), closeAt: T },
      T,
      DRAINING,
    ],
    [
      "silence comes before a notice",
      { access: tokenExpiry(T + 1), pingedAt: T - BEAT },
      0,
      SILENT,
    ],
    [
      "the end of access comes before a drain's",
      { access: vipExpiry(T), closeAt: T - 9 },
      T,
      VIP_REQUIRED,
    ],
    ["a drain's end comes before silence", { closeAt: T, pingedAt: T - BEAT }, 0, DRAINING],
    ["a notice comes before a ping", { access: tokenExpiry(T + 1) }, 0, WARN],
  ])("%s", ([, more, heardAt, due], { expect }) => {
    expect(dueTimer(sessionWith(more), heardAt, T)).toEqual(due);
  });
});

it("a v1 client is neither warned, pinged nor drained", ({ expect }) => {
  const session = sessionWith({ ...v1(), closeAt: 1, pingedAt: 1 });

  expect(nextSessionTimer(session, 0)).toBe(FAR);
  expect(dueTimer(session, 0, FAR - 1)).toBeNull();
});

it("a client that was warned isn't warned again", ({ expect }) => {
  const session = sessionWith({ access: tokenExpiry(T + 1), expiryWarned: true });

  expect(dueTimer(session, T, T)).toBeNull();
  expect(nextSessionTimer(session, T)).toBe(T + 1);
});

it(`something is due at the next moment and not before it (seed ${SEED})`, ({ expect }) => {
  const moment = fc.integer({ min: T - 3 * BEAT, max: T + 3 * BEAT });
  const sessions = fc.record({
    dialect: fc.constantFrom("signals.v1", "signals.v2"),
    ends: moment.map(tokenExpiry),
    warned: fc.boolean(),
    pingedAt: fc.option(moment),
    drainBy: fc.option(moment),
  });

  fc.assert(
    fc.property(sessions, moment, (more, heardAt) => {
      const session = sessionWith(more);
      const next = nextSessionTimer(session, heardAt);

      expect(dueTimer(session, heardAt, next - 1)).toBeNull();
      expect(dueTimer(session, heardAt, next)).not.toBeNull();
    }),
    { seed: SEED },
  );
});

function sessionWith(more: Partial<Session>): Session {
  return {
    userId: "123",
    claims: { expiresAt: FAR, issuedAt: null, vip: "unlimited" },
    access: tokenExpiry(FAR),
    subprotocol: "signals.v2",
    colo: "FRA",
    filter: {},
    connectionId: "c",
    connectedAt: 0,
    lastSeenAt: 0,
    catchUp: null,
    expiryWarned: false,
    pingedAt: null,
    closeAt: null,
    ...more,
  };
}

function tokenExpiry(at: number): Session["access"] {
  return { at, error: "unauthorized" };
}

function vipExpiry(at: number): Session["access"] {
  return { at, error: "vip_required" };
}

function v1(): Pick<Session, "subprotocol"> {
  return { subprotocol: "signals.v1" };
}
