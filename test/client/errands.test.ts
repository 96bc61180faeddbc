// Moves, streams and tokens that run out, while a connection is open.

import { describe, it } from "vitest";
import type { Act } from "../../src/client/connection-state.ts";
import { LONGEST_AUTH_TOKEN } from "../../src/client/rhythm.ts";
import { authFrame } from "../../src/protocol/client-frames.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import {
  ASK,
  CLOSE,
  CONNECTING,
  FRESH,
  MOVING,
  NO_ERRAND,
  NOW,
  SHORTEST,
  TRIES,
  check,
  live,
  lost,
} from "../support/connection-table.ts";

describe("a move", () => {
  const later = live({ errand: { kind: "move-later", until: NOW + 2_000, via: "socket" } });
  const asking = live({
    errand: { kind: "move-authorizing", via: "socket", ask: 6, until: NOW + 30_000 },
  });
  const OPEN: Act = { do: "open", link: FRESH, via: "socket", token: "t" };
  check([
    [
      "is put off as long as the service says",
      live(),
      { type: "told-to-move", link: 5, afterMs: 2_000 },
      { at: "live", errand: { kind: "move-later", until: NOW + 2_000 } },
      [],
    ],
    [
      "begins with a token",
      later,
      { type: "tick" },
      { at: "live", errand: { kind: "move-authorizing" } },
      [ASK],
      { now: NOW + 2_000 },
    ],
    [
      "opens beside the connection that serves",
      asking,
      { type: "token", ask: 6, token: "t" },
      { at: "live", link: 5, errand: { kind: "move-connecting", link: FRESH } },
      [OPEN],
    ],
    [
      "closes that one when the other is there",
      MOVING,
      { type: "joined", link: 6, pingEvery: 30_000 },
      { at: "catching-up", link: 6, errand: NO_ERRAND },
      [CLOSE],
    ],
    [
      "goes on alone when that one is lost",
      MOVING,
      lost(),
      { at: "connecting", link: 6, until: NOW + 10_000 },
      [],
    ],
    ["goes on alone while it asks for a token", asking, lost(), { at: "authorizing", ask: 6 }, []],
    [
      "ends with that one when the service says no",
      MOVING,
      lost("Replaced by a newer connection"),
      { at: "stopped", because: "replaced" },
      [{ do: "close", link: 6 }],
    ],
    [
      "that fails leaves the connection as it is",
      MOVING,
      lost("", 6),
      { at: "live", link: 5, errand: NO_ERRAND },
      [{ do: "close", link: 6 }],
    ],
    [
      "that takes too long leaves the connection as it is",
      MOVING,
      { type: "tick" },
      { at: "live", link: 5, errand: NO_ERRAND },
      [{ do: "close", link: 6 }],
      { now: NOW + 10_000 },
    ],
    [
      "is begun once",
      MOVING,
      { type: "told-to-move", link: 5, afterMs: 0 },
      { errand: { kind: "move-connecting", link: 6 } },
      [],
    ],
    [
      "takes a token that runs out to the new place",
      later,
      { type: "expiring", link: 5 },
      { errand: { kind: "move-authorizing" } },
      [{ do: "ask-token", ask: FRESH, reason: "expiring" }],
    ],
    [
      "begins anew with another filter",
      MOVING,
      { type: "refiltered" },
      { errand: { kind: "move-authorizing" } },
      [{ do: "subscribe", link: 5 }, { do: "close", link: 6 }, ASK],
    ],
  ]);
});

describe("a stream", () => {
  const stream = live({ via: "stream", tries: { ...TRIES, via: "stream" } });
  check([
    [
      "looks for a socket after a minute",
      { ...CONNECTING, tries: { ...TRIES, via: "stream" } },
      { type: "joined", link: 5, pingEvery: 30_000 },
      { via: "stream", errand: { kind: "move-later", until: NOW + 60_000, via: "socket" } },
      [],
    ],
    [
      "looks again ten minutes after it found none",
      { ...stream, errand: { kind: "move-connecting", via: "socket", link: 6, until: NOW } },
      lost("", 6),
      { at: "live", errand: { kind: "move-later", until: NOW + 600_000, via: "socket" } },
      [{ do: "close", link: 6 }],
    ],
    [
      "brings a fresh token by another stream",
      stream,
      { type: "expiring", link: 5 },
      { errand: { kind: "move-authorizing", via: "stream" } },
      [{ do: "ask-token", ask: FRESH, reason: "expiring" }],
    ],
    [
      "brings another filter by another stream",
      stream,
      { type: "refiltered" },
      { errand: { kind: "move-authorizing", via: "stream" } },
      [ASK],
    ],
  ]);
});

describe("a token that runs out", () => {
  const renewing = live({ errand: { kind: "renewing", ask: 6, until: NOW + 30_000, attempt: 0 } });
  const EXPIRING: Act = { do: "ask-token", ask: FRESH, reason: "expiring" };
  const long = "t".repeat(LONGEST_AUTH_TOKEN + 1);
  check([
    [
      "is asked for anew",
      live(),
      { type: "expiring", link: 5 },
      { at: "live", errand: { kind: "renewing", attempt: 0 } },
      [EXPIRING],
    ],
    [
      "is renewed on the open socket",
      renewing,
      { type: "token", ask: 6, token: "t" },
      { at: "live", errand: NO_ERRAND },
      [{ do: "auth", link: 5, token: "t" }],
    ],
    [
      "is renewed by a connection of its own where it is too long for a frame",
      renewing,
      { type: "token", ask: 6, token: long },
      { at: "live", errand: { kind: "move-connecting", link: FRESH } },
      [{ do: "open", link: FRESH, via: "socket", token: long }],
    ],
    [
      "is asked for again when none could be had",
      renewing,
      { type: "no-token", ask: 6 },
      { at: "live", errand: { kind: "renew-later", until: SHORTEST, attempt: 1 } },
      [],
    ],
    [
      "is asked for again when its time has come",
      live({ errand: { kind: "renew-later", until: NOW, attempt: 1 } }),
      { type: "tick" },
      { errand: { kind: "renewing", attempt: 1 } },
      [EXPIRING],
    ],
    [
      "is left alone where there is no other",
      live(),
      { type: "expiring", link: 5 },
      { at: "live", errand: NO_ERRAND },
      [],
      { renewable: false },
    ],
  ]);

  it("fits into the service's largest frame", ({ expect }) => {
    const frame = authFrame("t".repeat(LONGEST_AUTH_TOKEN));

    expect(frame.length).toBeLessThanOrEqual(LIMITS.clientFrameBytes);
  });
});
