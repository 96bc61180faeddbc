// Moves, streams and tokens that run out, while a connection is open.

import { describe, it } from "vitest";
import type { Effect } from "../../../src/client/connection/connection-state.ts";
import { MAX_AUTH_TOKEN_LENGTH } from "../../../src/client/connection/timeouts.ts";
import { authFrame } from "../../../src/protocol/client-messages.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import {
  REQUEST_TOKEN,
  CLOSE,
  CONNECTING,
  NEXT_ID,
  HANDING_OVER,
  NO_TASK,
  NOW,
  SHORTEST,
  RETRY,
  check,
  live,
  lost,
} from "../../support/client/connection-table.ts";

describe("a move", () => {
  const later = live({ task: { kind: "handover-later", until: NOW + 2_000, transport: "socket" } });
  const asking = live({
    task: { kind: "handover-authorizing", transport: "socket", requestId: 6, until: NOW + 30_000 },
  });
  const OPEN: Effect = { type: "open", transportId: NEXT_ID, transport: "socket", token: "t" };
  check([
    [
      "is put off as long as the service says",
      live(),
      { type: "reconnect", transportId: 5, after_ms: 2_000 },
      { status: "live", task: { kind: "handover-later", until: NOW + 2_000 } },
      [],
    ],
    [
      "begins with a token",
      later,
      { type: "tick" },
      { status: "live", task: { kind: "handover-authorizing" } },
      [REQUEST_TOKEN],
      { now: NOW + 2_000 },
    ],
    [
      "opens beside the connection that serves",
      asking,
      { type: "token", requestId: 6, token: "t" },
      {
        status: "live",
        transportId: 5,
        task: { kind: "handover-connecting", transportId: NEXT_ID },
      },
      [OPEN],
    ],
    [
      "closes that one when the other is there",
      HANDING_OVER,
      { type: "connected", transportId: 6, ping_interval_ms: 30_000 },
      { status: "catching-up", transportId: 6, task: NO_TASK },
      [CLOSE],
    ],
    [
      "goes on alone when that one is lost",
      HANDING_OVER,
      lost(),
      { status: "connecting", transportId: 6, until: NOW + 10_000 },
      [],
    ],
    [
      "goes on alone while it asks for a token",
      asking,
      lost(),
      { status: "authorizing", requestId: 6 },
      [],
    ],
    [
      "ends with that one when the service says no",
      HANDING_OVER,
      lost("Replaced by a newer connection"),
      { status: "stopped", reason: "replaced" },
      [{ type: "close", transportId: 6 }],
    ],
    [
      "that fails leaves the connection as it is",
      HANDING_OVER,
      lost("", 6),
      { status: "live", transportId: 5, task: NO_TASK },
      [{ type: "close", transportId: 6 }],
    ],
    [
      "that takes too long leaves the connection as it is",
      HANDING_OVER,
      { type: "tick" },
      { status: "live", transportId: 5, task: NO_TASK },
      [{ type: "close", transportId: 6 }],
      { now: NOW + 10_000 },
    ],
    [
      "is begun once",
      HANDING_OVER,
      { type: "reconnect", transportId: 5, after_ms: 0 },
      { task: { kind: "handover-connecting", transportId: 6 } },
      [],
    ],
    [
      "takes a token that runs out to the new place",
      later,
      { type: "token_expiring", transportId: 5 },
      { task: { kind: "handover-authorizing" } },
      [{ type: "request-token", requestId: NEXT_ID, reason: "expiring" }],
    ],
    [
      "begins anew with another filter",
      HANDING_OVER,
      { type: "filter-changed" },
      { task: { kind: "handover-authorizing" } },
      [{ type: "subscribe", transportId: 5 }, { type: "close", transportId: 6 }, REQUEST_TOKEN],
    ],
  ]);
});

describe("a stream", () => {
  const stream = live({ transport: "stream", retry: { ...RETRY, transport: "stream" } });
  check([
    [
      "looks for a socket after a minute",
      { ...CONNECTING, retry: { ...RETRY, transport: "stream" } },
      { type: "connected", transportId: 5, ping_interval_ms: 30_000 },
      {
        transport: "stream",
        task: { kind: "handover-later", until: NOW + 60_000, transport: "socket" },
      },
      [],
    ],
    [
      "looks again ten minutes after it found none",
      {
        ...stream,
        task: { kind: "handover-connecting", transport: "socket", transportId: 6, until: NOW },
      },
      lost("", 6),
      {
        status: "live",
        task: { kind: "handover-later", until: NOW + 600_000, transport: "socket" },
      },
      [{ type: "close", transportId: 6 }],
    ],
    [
      "brings a fresh token by another stream",
      stream,
      { type: "token_expiring", transportId: 5 },
      { task: { kind: "handover-authorizing", transport: "stream" } },
      [{ type: "request-token", requestId: NEXT_ID, reason: "expiring" }],
    ],
    [
      "brings another filter by another stream",
      stream,
      { type: "filter-changed" },
      { task: { kind: "handover-authorizing", transport: "stream" } },
      [REQUEST_TOKEN],
    ],
  ]);
});

describe("a token that runs out", () => {
  const renewing = live({
    task: { kind: "renewing", requestId: 6, until: NOW + 30_000, attempt: 0 },
  });
  const EXPIRING: Effect = { type: "request-token", requestId: NEXT_ID, reason: "expiring" };
  const long = "t".repeat(MAX_AUTH_TOKEN_LENGTH + 1);
  check([
    [
      "is asked for anew",
      live(),
      { type: "token_expiring", transportId: 5 },
      { status: "live", task: { kind: "renewing", attempt: 0 } },
      [EXPIRING],
    ],
    [
      "is renewed on the open socket",
      renewing,
      { type: "token", requestId: 6, token: "t" },
      { status: "live", task: NO_TASK },
      [{ type: "auth", transportId: 5, token: "t" }],
    ],
    [
      "is renewed by a connection of its own where it is too long for a frame",
      renewing,
      { type: "token", requestId: 6, token: long },
      { status: "live", task: { kind: "handover-connecting", transportId: NEXT_ID } },
      [{ type: "open", transportId: NEXT_ID, transport: "socket", token: long }],
    ],
    [
      "is asked for again when none could be had",
      renewing,
      { type: "no-token", requestId: 6 },
      { status: "live", task: { kind: "renew-later", until: SHORTEST, attempt: 1 } },
      [],
    ],
    [
      "is asked for again when its time has come",
      live({ task: { kind: "renew-later", until: NOW, attempt: 1 } }),
      { type: "tick" },
      { task: { kind: "renewing", attempt: 1 } },
      [EXPIRING],
    ],
    [
      "is left alone where there is no other",
      live(),
      { type: "token_expiring", transportId: 5 },
      { status: "live", task: NO_TASK },
      [],
      { renewable: false },
    ],
  ]);

  it("fits into the service's largest frame", ({ expect }) => {
    const frame = authFrame("t".repeat(MAX_AUTH_TOKEN_LENGTH));

    expect(frame.length).toBeLessThanOrEqual(LIMITS.clientFrameBytes);
  });
});
