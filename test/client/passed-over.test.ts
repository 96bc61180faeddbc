// What means nothing: words of links that are gone, answers to old questions, and signs of the page out of place.

import { describe } from "vitest";
import type { Event, State } from "../../src/client/connection-state.ts";
import {
  AUTHORIZING,
  CONNECTING,
  MOVING,
  WAITING,
  check,
  live,
} from "../support/connection-table.ts";

const IDLE: State = { at: "idle" };
const STOPPED: State = { at: "stopped", because: "vip_required" };
const CATCHING_UP = live({ at: "catching-up" });

function wordsOf(link: number): readonly Event[] {
  return [
    { type: "joined", link, pingEvery: 30_000 },
    { type: "caught-up", link },
    { type: "resubscribed", link },
    { type: "heard", link },
    { type: "asked", link },
    { type: "told-to-move", link, afterMs: 0 },
    { type: "expiring", link },
    { type: "closed", link, reason: "Replaced by a newer connection" },
  ];
}

function answersTo(ask: number): readonly Event[] {
  return [
    { type: "token", ask, token: "t" },
    { type: "no-token", ask },
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
  return "errand" in state ? `${state.at}, ${state.errand.kind}` : state.at;
}

describe("a link that is gone", () => {
  nothing([CONNECTING, CATCHING_UP, live(), MOVING], wordsOf(4));
});

describe("any link, where none is open", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, WAITING], wordsOf(5));
});

describe("the one that takes over, before its first word", () => {
  nothing(
    [MOVING],
    wordsOf(6).filter(({ type }) => type !== "joined" && type !== "closed"),
  );
});

describe("an answer to an old question", () => {
  const renewing = live({ errand: { kind: "renewing", ask: 6, until: Infinity, attempt: 0 } });
  nothing(
    [IDLE, STOPPED, AUTHORIZING, CONNECTING, WAITING, CATCHING_UP, live(), MOVING, renewing],
    answersTo(4),
  );
});

describe("a sign of the page", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, CONNECTING], [{ type: "online" }, { type: "returned" }]);
  nothing([IDLE, STOPPED, AUTHORIZING, CONNECTING, WAITING], [{ type: "offline" }]);
});

describe("another filter, where nothing is open", () => {
  nothing([IDLE, STOPPED, AUTHORIZING, WAITING], [{ type: "refiltered" }]);
});

describe("a second start", () => {
  nothing([AUTHORIZING, CONNECTING, WAITING, CATCHING_UP, live(), MOVING], [{ type: "start" }]);
});
