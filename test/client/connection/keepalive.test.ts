// How a dead connection is found out, and what a page that comes back does.

import { describe } from "vitest";
import type { Effect } from "../../../src/client/connection/connection-state.ts";
import {
  REQUEST_TOKEN,
  CLOSE,
  NOW,
  WAITING,
  check,
  live,
} from "../../support/client/connection-table.ts";

describe("the keepalive", () => {
  const stream = live({ transport: "stream", pingAt: Infinity, silentAt: NOW + 40_000 });
  const PING: Effect = { type: "ping", transportId: 5 };
  check([
    [
      "asks when it is due",
      live({ pingAt: NOW }),
      { type: "tick" },
      { silentAt: NOW + 10_000, pingAt: NOW + 30_000 },
      [PING],
    ],
    [
      "is answered by any word",
      live({ silentAt: NOW + 10_000 }),
      { type: "activity", transportId: 5 },
      { lastSeenAt: NOW, silentAt: Infinity },
      [],
    ],
    [
      "ends what gives no answer",
      live({ silentAt: NOW }),
      { type: "tick" },
      { status: "waiting", reason: "silent" },
      [CLOSE],
    ],
    [
      "of a stream is the service's own",
      stream,
      { type: "activity", transportId: 5 },
      { silentAt: NOW + 40_000, pingAt: Infinity },
      [],
    ],
    [
      "ends a stream that is silent",
      stream,
      { type: "tick" },
      { status: "waiting", reason: "silent" },
      [CLOSE],
      { now: NOW + 40_000 },
    ],
    [
      "answers the service's question",
      live(),
      { type: "ping", transportId: 5 },
      {},
      [{ type: "pong", transportId: 5 }],
    ],
    [
      "asks when the page is offline",
      live(),
      { type: "offline" },
      { silentAt: NOW + 10_000 },
      [PING],
    ],
    ["asks when the page is online again", live(), { type: "online" }, {}, [PING]],
    [
      "asks nothing twice",
      live({ silentAt: NOW + 5_000 }),
      { type: "offline" },
      { silentAt: NOW + 5_000 },
      [],
    ],
  ]);
});

describe("a page that comes back", () => {
  check([
    [
      "tries at once",
      WAITING,
      { type: "page-visible" },
      { status: "authorizing" },
      [REQUEST_TOKEN],
    ],
    [
      "tries at once when it is online",
      WAITING,
      { type: "online" },
      { status: "authorizing" },
      [REQUEST_TOKEN],
    ],
    [
      "waits on where the service asked for it",
      { ...WAITING, reason: "rate_limited" },
      { type: "page-visible" },
      { status: "waiting" },
      [],
    ],
    [
      "asks a connection that was heard of lately",
      live({ lastSeenAt: NOW - 30_000 }),
      { type: "page-visible" },
      { status: "live" },
      [{ type: "ping", transportId: 5 }],
    ],
    [
      "replaces one that was silent for longer than the keepalive",
      live({ lastSeenAt: NOW - 30_001 }),
      { type: "page-visible" },
      { status: "authorizing" },
      [CLOSE, REQUEST_TOKEN],
    ],
    [
      "leaves a client alone that isn't connected",
      { status: "idle" },
      { type: "page-visible" },
      { status: "idle" },
      [],
    ],
  ]);
});
