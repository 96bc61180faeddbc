// How a dead connection is found out, and what a page that comes back does.

import { describe } from "vitest";
import type { Act } from "../../src/client/connection-state.ts";
import { ASK, CLOSE, NOW, WAITING, check, live } from "../support/connection-table.ts";

describe("the keepalive", () => {
  const stream = live({ via: "stream", pingAt: Infinity, silentAt: NOW + 40_000 });
  const PING: Act = { do: "ping", link: 5 };
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
      { type: "heard", link: 5 },
      { heardAt: NOW, silentAt: Infinity },
      [],
    ],
    [
      "ends what gives no answer",
      live({ silentAt: NOW }),
      { type: "tick" },
      { at: "waiting", because: "silent" },
      [CLOSE],
    ],
    [
      "of a stream is the service's own",
      stream,
      { type: "heard", link: 5 },
      { silentAt: NOW + 40_000, pingAt: Infinity },
      [],
    ],
    [
      "ends a stream that is silent",
      stream,
      { type: "tick" },
      { at: "waiting", because: "silent" },
      [CLOSE],
      { now: NOW + 40_000 },
    ],
    [
      "answers the service's question",
      live(),
      { type: "asked", link: 5 },
      {},
      [{ do: "pong", link: 5 }],
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
    ["tries at once", WAITING, { type: "returned" }, { at: "authorizing" }, [ASK]],
    ["tries at once when it is online", WAITING, { type: "online" }, { at: "authorizing" }, [ASK]],
    [
      "waits on where the service asked for it",
      { ...WAITING, because: "rate_limited" },
      { type: "returned" },
      { at: "waiting" },
      [],
    ],
    [
      "asks a connection that was heard of lately",
      live({ heardAt: NOW - 30_000 }),
      { type: "returned" },
      { at: "live" },
      [{ do: "ping", link: 5 }],
    ],
    [
      "replaces one that was silent for longer than the keepalive",
      live({ heardAt: NOW - 30_001 }),
      { type: "returned" },
      { at: "authorizing" },
      [CLOSE, ASK],
    ],
    [
      "leaves a client alone that isn't connected",
      { at: "idle" },
      { type: "returned" },
      { at: "idle" },
      [],
    ],
  ]);
});
