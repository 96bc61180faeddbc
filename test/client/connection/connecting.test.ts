// From nothing to live, and what a close brings about.

import { describe, it } from "vitest";
import { transition } from "../../../src/client/connection/transition.ts";
import type { RetryState } from "../../../src/client/connection/connection-state.ts";
import {
  REQUEST_TOKEN,
  AUTHORIZING,
  CLOSE,
  CONNECTING,
  NEXT_ID,
  HANDING_OVER,
  NOW,
  SHORTEST,
  RETRY,
  WAITING,
  ENV,
  check,
  live,
  lost,
  type Case,
} from "../../support/client/connection-table.ts";

describe("connecting", () => {
  check([
    [
      "begins with a token",
      { status: "idle" },
      { type: "start" },
      { status: "authorizing" },
      [REQUEST_TOKEN],
    ],
    [
      "begins again where it was stopped",
      { status: "stopped", reason: "vip_required" },
      { type: "start" },
      { status: "authorizing" },
      [REQUEST_TOKEN],
    ],
    ["begins once", WAITING, { type: "start" }, WAITING, []],
    [
      "opens with the token",
      AUTHORIZING,
      { type: "token", requestId: 5, token: "t" },
      { status: "connecting", transportId: NEXT_ID, until: NOW + 10_000 },
      [{ type: "open", transportId: NEXT_ID, transport: "socket", token: "t" }],
    ],
    [
      "passes over a token that was asked for before",
      AUTHORIZING,
      { type: "token", requestId: 4, token: "t" },
      AUTHORIZING,
      [],
    ],
    [
      "waits when no token can be had",
      AUTHORIZING,
      { type: "no-token", requestId: 5 },
      { status: "waiting", reason: "no_token", until: SHORTEST },
      [],
    ],
    [
      "waits when no token comes for half a minute",
      AUTHORIZING,
      { type: "tick" },
      { status: "waiting", reason: "no_token" },
      [],
      { now: NOW + 30_000 },
    ],
    [
      "is joined by the first word, and pings at once",
      CONNECTING,
      { type: "connected", transportId: 5, ping_interval_ms: 30_000 },
      { status: "catching-up", transportId: 5, pingAt: NOW, silentAt: Infinity },
      [],
    ],
    [
      "gives up when there is no first word for ten seconds",
      CONNECTING,
      { type: "tick" },
      { status: "waiting", reason: "timeout" },
      [CLOSE],
      { now: NOW + 10_000 },
    ],
    [
      "is live when what was missed is complete",
      live({ status: "catching-up" }),
      { type: "live", transportId: 5 },
      { status: "live" },
      [],
    ],
    [
      "tries again when its time has come",
      WAITING,
      { type: "tick" },
      { status: "authorizing" },
      [REQUEST_TOKEN],
      { now: NOW + 9_000 },
    ],
    ["does not try a moment before", WAITING, { type: "tick" }, WAITING, [], { now: NOW + 8_999 }],
    [
      "is closed with everything that it opened",
      HANDING_OVER,
      { type: "stop" },
      { status: "idle" },
      [CLOSE, { type: "close", transportId: 6 }],
    ],
    [
      "opens anew when the filter changes meanwhile",
      CONNECTING,
      { type: "filter-changed" },
      { status: "authorizing" },
      [CLOSE, REQUEST_TOKEN],
    ],
  ]);
});

describe("a close", () => {
  const firstRetry: RetryState = { ...RETRY, attempt: 1 };
  check([
    [
      "without a word: waits",
      live(),
      lost(),
      { status: "waiting", reason: "lost", retry: firstRetry },
      [],
    ],
    [
      "at a restart: waits",
      live(),
      lost("Service restart"),
      { status: "waiting", reason: "draining" },
      [],
    ],
    [
      "of a slow reader: waits",
      live(),
      lost("Slow consumer"),
      { status: "waiting", reason: "slow_consumer" },
      [],
    ],
    [
      "for too much: waits half a minute at least",
      live(),
      lost("Rate limit exceeded"),
      { status: "waiting", until: SHORTEST + 30_000 },
      [],
    ],
    [
      "for a token: waits, then asks for another",
      live(),
      lost("Unauthorized"),
      { status: "waiting", reason: "unauthorized", retry: { ...firstRetry, refused: true } },
      [],
    ],
    [
      "for the other token too: stops",
      { ...CONNECTING, retry: { ...RETRY, refused: true } },
      lost("Unauthorized"),
      { status: "stopped", reason: "unauthorized" },
      [],
    ],
    [
      "for the only token: stops",
      live(),
      lost("Unauthorized"),
      { status: "stopped", reason: "unauthorized" },
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
    ).map(([text, reason]): Case => [
      `that nothing mends: stops (${reason})`,
      live(),
      lost(text),
      { status: "stopped", reason },
      [],
    ]),
    ["of another connection: is passed over", live(), lost("", 4), live(), []],
    [
      "of one that did not last: waits longer",
      live({ connectedAt: NOW - 9_999, retry: { ...RETRY, attempt: 3 } }),
      lost(),
      { status: "waiting", retry: { attempt: 4 }, until: NOW + 12_000 },
      [],
      { random: 1 },
    ],
    [
      "of one that lasted: waits as if for the first time",
      live({ connectedAt: NOW - 10_000, retry: { ...RETRY, attempt: 3 } }),
      lost(),
      { status: "waiting", retry: { attempt: 1 }, until: NOW + 1_500 },
      [],
      { random: 1 },
    ],
  ]);

  it("asks for another token after a refusal", ({ expect }) => {
    const { state } = transition(live(), lost("Unauthorized"), ENV);

    const { effects: acts } = transition(state, { type: "tick" }, { ...ENV, now: NOW + 1_500 });

    expect(acts).toEqual([{ type: "request-token", requestId: NEXT_ID, reason: "refused" }]);
  });
});

describe("where tries end without a word", () => {
  const once: RetryState = { ...RETRY, silentFailures: 1 };
  check([
    [
      "the same way is tried once more",
      CONNECTING,
      lost(),
      { retry: { transport: "socket", silentFailures: 1 } },
      [],
    ],
    [
      "then the other",
      { ...CONNECTING, retry: once },
      lost(),
      { retry: { transport: "stream", silentFailures: 0 } },
      [],
    ],
    [
      "and back",
      { ...CONNECTING, retry: { ...once, transport: "stream" } },
      lost(),
      { retry: { transport: "socket", silentFailures: 0 } },
      [],
    ],
    [
      "a refusal with a reason is a word",
      { ...CONNECTING, retry: once },
      lost("Try again later"),
      { retry: { transport: "socket", silentFailures: 1 } },
      [],
    ],
    [
      "the only way is tried on",
      { ...CONNECTING, retry: once },
      lost(),
      { retry: { transport: "socket" } },
      [],
      { transports: ["socket"] },
    ],
  ]);
});
