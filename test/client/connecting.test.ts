// From nothing to live, and what a close brings about.

import { describe, it } from "vitest";
import { transition } from "../../src/client/connection.ts";
import type { Tries } from "../../src/client/connection-state.ts";
import {
  ASK,
  AUTHORIZING,
  CLOSE,
  CONNECTING,
  FRESH,
  MOVING,
  NOW,
  SHORTEST,
  TRIES,
  WAITING,
  WORLD,
  check,
  live,
  lost,
  type Case,
} from "../support/connection-table.ts";

describe("connecting", () => {
  check([
    ["begins with a token", { at: "idle" }, { type: "start" }, { at: "authorizing" }, [ASK]],
    [
      "begins again where it was stopped",
      { at: "stopped", because: "vip_required" },
      { type: "start" },
      { at: "authorizing" },
      [ASK],
    ],
    ["begins once", WAITING, { type: "start" }, WAITING, []],
    [
      "opens with the token",
      AUTHORIZING,
      { type: "token", ask: 5, token: "t" },
      { at: "connecting", link: FRESH, until: NOW + 10_000 },
      [{ do: "open", link: FRESH, via: "socket", token: "t" }],
    ],
    [
      "passes over a token that was asked for before",
      AUTHORIZING,
      { type: "token", ask: 4, token: "t" },
      AUTHORIZING,
      [],
    ],
    [
      "waits when no token can be had",
      AUTHORIZING,
      { type: "no-token", ask: 5 },
      { at: "waiting", because: "no_token", until: SHORTEST },
      [],
    ],
    [
      "waits when no token comes for half a minute",
      AUTHORIZING,
      { type: "tick" },
      { at: "waiting", because: "no_token" },
      [],
      { now: NOW + 30_000 },
    ],
    [
      "is joined by the first word, and pings at once",
      CONNECTING,
      { type: "joined", link: 5, pingEvery: 30_000 },
      { at: "catching-up", link: 5, pingAt: NOW, silentAt: Infinity },
      [],
    ],
    [
      "gives up when there is no first word for ten seconds",
      CONNECTING,
      { type: "tick" },
      { at: "waiting", because: "timeout" },
      [CLOSE],
      { now: NOW + 10_000 },
    ],
    [
      "is live when what was missed is complete",
      live({ at: "catching-up" }),
      { type: "caught-up", link: 5 },
      { at: "live" },
      [],
    ],
    [
      "tries again when its time has come",
      WAITING,
      { type: "tick" },
      { at: "authorizing" },
      [ASK],
      { now: NOW + 9_000 },
    ],
    ["does not try a moment before", WAITING, { type: "tick" }, WAITING, [], { now: NOW + 8_999 }],
    [
      "is closed with everything that it opened",
      MOVING,
      { type: "stop" },
      { at: "idle" },
      [CLOSE, { do: "close", link: 6 }],
    ],
    [
      "opens anew when the filter changes meanwhile",
      CONNECTING,
      { type: "refiltered" },
      { at: "authorizing" },
      [CLOSE, ASK],
    ],
  ]);
});

describe("a close", () => {
  const fresh: Tries = { ...TRIES, attempt: 1 };
  check([
    ["without a word: waits", live(), lost(), { at: "waiting", because: "lost", tries: fresh }, []],
    [
      "at a restart: waits",
      live(),
      lost("Service restart"),
      { at: "waiting", because: "draining" },
      [],
    ],
    [
      "of a slow reader: waits",
      live(),
      lost("Slow consumer"),
      { at: "waiting", because: "slow_consumer" },
      [],
    ],
    [
      "for too much: waits half a minute at least",
      live(),
      lost("Rate limit exceeded"),
      { at: "waiting", until: SHORTEST + 30_000 },
      [],
    ],
    [
      "for a token: waits, then asks for another",
      live(),
      lost("Unauthorized"),
      { at: "waiting", because: "unauthorized", tries: { ...fresh, refused: true } },
      [],
    ],
    [
      "for the other token too: stops",
      { ...CONNECTING, tries: { ...TRIES, refused: true } },
      lost("Unauthorized"),
      { at: "stopped", because: "unauthorized" },
      [],
    ],
    [
      "for the only token: stops",
      live(),
      lost("Unauthorized"),
      { at: "stopped", because: "unauthorized" },
      [],
      { renewable: false },
    ],
    ...(
      [
        ["VIP subscription required", "vip_required"],
        ["Origin not allowed", "origin_denied"],
        ["Replaced by a newer connection", "replaced"],
        ["Message too big", "frame_too_big"],
        ["Text frames only", "binary_frame"],
        ["Query breaks the schema", "query_invalid"],
      ] as const
    ).map(([reason, because]): Case => [
      `that nothing mends: stops (${because})`,
      live(),
      lost(reason),
      { at: "stopped", because },
      [],
    ]),
    ["of another connection: is passed over", live(), lost("", 4), live(), []],
    [
      "of one that did not last: waits longer",
      live({ joinedAt: NOW - 9_999, tries: { ...TRIES, attempt: 3 } }),
      lost(),
      { at: "waiting", tries: { attempt: 4 }, until: NOW + 12_000 },
      [],
      { random: 1 },
    ],
    [
      "of one that lasted: waits as if for the first time",
      live({ joinedAt: NOW - 10_000, tries: { ...TRIES, attempt: 3 } }),
      lost(),
      { at: "waiting", tries: { attempt: 1 }, until: NOW + 1_500 },
      [],
      { random: 1 },
    ],
  ]);

  it("asks for another token after a refusal", ({ expect }) => {
    const { state } = transition(live(), lost("Unauthorized"), WORLD);

    const { acts } = transition(state, { type: "tick" }, { ...WORLD, now: NOW + 1_500 });

    expect(acts).toEqual([{ do: "ask-token", ask: FRESH, reason: "refused" }]);
  });
});

describe("where tries end without a word", () => {
  const once: Tries = { ...TRIES, mute: 1 };
  check([
    [
      "the same way is tried once more",
      CONNECTING,
      lost(),
      { tries: { via: "socket", mute: 1 } },
      [],
    ],
    [
      "then the other",
      { ...CONNECTING, tries: once },
      lost(),
      { tries: { via: "stream", mute: 0 } },
      [],
    ],
    [
      "and back",
      { ...CONNECTING, tries: { ...once, via: "stream" } },
      lost(),
      { tries: { via: "socket", mute: 0 } },
      [],
    ],
    [
      "a refusal with a reason is a word",
      { ...CONNECTING, tries: once },
      lost("Try again later"),
      { tries: { via: "socket", mute: 1 } },
      [],
    ],
    [
      "the only way is tried on",
      { ...CONNECTING, tries: once },
      lost(),
      { tries: { via: "socket" } },
      [],
      { ways: ["socket"] },
    ],
  ]);
});
