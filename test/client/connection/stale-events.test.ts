// What means nothing: words of links that are gone, answers to old questions, and signs of the page out of place.

import { describe } from "vitest";
import type { Event, State } from "../../../src/client/connection/connection-state.ts";
import {
  AUTHORIZING,
  CONNECTING,
  HANDING_OVER,
  WAITING,
  check,
  live,
} from "../../support/client/connection-table.ts";

const IDLE: State = { status: "idle" };
const STOPPED: State = { status: "stopped", reason: "vip_required" };
const CATCHING_UP = live({ status: "catching-up" });

function transportEvents(transportId: number): readonly Event[] {
  return [
    { type: "connected", transportId, ping_interval_ms: 30_000 },
    { type: "live", transportId },
    { type: "subscribed", transportId },
    { type: "activity", transportId },
    { type: "ping", transportId },
    { type: "reconnect", transportId, after_ms: 0 },
    { type: "token_expiring", transportId },
    { type: "closed", transportId, reason: "Replaced by a newer connection" },
  ];
}

function tokenEvents(requestId: number): readonly Event[] {
  return [
    { type: "token", requestId: requestId, token: "t" },
    { type: "no-token", requestId: requestId },
  ];
}

function nothing(states: readonly State[], events: readonly Event[]): void {
  check(
    states.flatMap((state) =>
      events.map((event) => [
        `${event.type} is nothing to ${nameOf(state)}`,
        state,
        event,
        state,
        [],
      ]),
    ),
  );
}

function nameOf(state: State): string {
  return "task" in state ? `${state.status}, ${state.task.kind}` : state.status;
}

describe("a link that is gone", () => {
  nothing([CONNECTING, CATCHING_UP, live(), HANDING_OVER], transportEvents(4));
});

describe("any link, where none is open", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, WAITING], transportEvents(5));
});

describe("the one that takes over, before its first word", () => {
  nothing(
    [HANDING_OVER],
    transportEvents(6).filter(({ type }) => type !== "connected" && type !== "closed"),
  );
});

describe("an answer to an old question", () => {
  const renewing = live({ task: { kind: "renewing", requestId: 6, until: Infinity, attempt: 0 } });
  nothing(
    [IDLE, STOPPED, AUTHORIZING, CONNECTING, WAITING, CATCHING_UP, live(), HANDING_OVER, renewing],
    tokenEvents(4),
  );
});

describe("a sign of the page", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, CONNECTING], [{ type: "online" }, { type: "page-visible" }]);
  nothing([IDLE, STOPPED, AUTHORIZING, CONNECTING, WAITING], [{ type: "offline" }]);
});

describe("another filter, where nothing is open", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, WAITING], [{ type: "filter-changed" }]);
});

describe("a second start", () => {
  nothing(
    [AUTHORIZING, CONNECTING, WAITING, CATCHING_UP, live(), HANDING_OVER],
    [{ type: "start" }],
  );
});
