// A session's deadlines, to the millisecond.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import {
  dueTimer,
  nextDeadline,
  type DueTimer,
} from "../../../src/sockets/connections/session-deadlines.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { SESSION } from "../../support/hub/sessions.ts";
import { SEED } from "../../support/random/random-seed.ts";

const BEAT = LIMITS.idleTimeoutMs;
/** A moment on the beat. */
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
  ])("%s", ([, more, lastSeenAt, at, due], { expect }) => {
    const session = sessionWith(more);

    expect(nextDeadline(session, lastSeenAt)).toBe(at);
    expect(dueTimer(session, lastSeenAt, at - 1)).toBeNull();
    expect(dueTimer(session, lastSeenAt, at)).toEqual(due);
  });
});

describe("of several deadlines that have passed", () => {
  it.for<[string, Partial<Session>, number, DueTimer]>([
    ["an end comes before its warning", { access: tokenExpiry(T) }, T, UNAUTHORIZED],
    ["an end comes before a ping", { access: tokenExpiry(T), expiryWarned: true }, 0, UNAUTHORIZED],
    [
      "a drain's end comes before a warning",
      { access: tokenExpiry(T + 1), closeAt: T },
      T,
      DRAINING,
    ],
    [
      "silence comes before a warning",
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
    ["a warning comes before a ping", { access: tokenExpiry(T + 1) }, 0, WARN],
  ])("%s", ([, more, lastSeenAt, due], { expect }) => {
    expect(dueTimer(sessionWith(more), lastSeenAt, T)).toEqual(due);
  });
});

it("a v1 client is neither warned, pinged nor drained", ({ expect }) => {
  const session = sessionWith({ ...v1(), closeAt: 1, pingedAt: 1 });

  expect(nextDeadline(session, 0)).toBe(FAR);
  expect(dueTimer(session, 0, FAR - 1)).toBeNull();
});

it("a client that was warned isn't warned again", ({ expect }) => {
  const session = sessionWith({ access: tokenExpiry(T + 1), expiryWarned: true });

  expect(dueTimer(session, T, T)).toBeNull();
  expect(nextDeadline(session, T)).toBe(T + 1);
});

it(`a timer is due at the next deadline and not before it (seed ${SEED})`, ({ expect }) => {
  const moment = fc.integer({ min: T - 3 * BEAT, max: T + 3 * BEAT });
  const sessions = fc.record({
    subprotocol: fc.constantFrom("signals.v1" as const, "signals.v2" as const),
    access: moment.map(tokenExpiry),
    expiryWarned: fc.boolean(),
    pingedAt: fc.option(moment),
    closeAt: fc.option(moment),
  });

  fc.assert(
    fc.property(sessions, moment, (more, lastSeenAt) => {
      const session = sessionWith(more);
      const next = nextDeadline(session, lastSeenAt);

      expect(dueTimer(session, lastSeenAt, next - 1)).toBeNull();
      expect(dueTimer(session, lastSeenAt, next)).not.toBeNull();
    }),
    { seed: SEED },
  );
});

function sessionWith(more: Partial<Session>): Session {
  return { ...SESSION, access: tokenExpiry(FAR), ...more };
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
