// When time itself is the next event.

import { describe, it } from "vitest";
import { deadline, transition } from "../../../src/client/connection/transition.ts";
import type { State } from "../../../src/client/connection/connection-state.ts";
import {
  AUTHORIZING,
  CONNECTING,
  HANDING_OVER,
  NOW,
  WAITING,
  ENV,
  check,
  live,
} from "../../support/client/connection-table.ts";

const never = { pingAt: Infinity };

describe("the next moment", () => {
  it.for<readonly [string, State, number]>([
    ["of idleness is never", { status: "idle" }, Infinity],
    ["of a client that stopped is never", { status: "stopped", reason: "replaced" }, Infinity],
    ["of asking for a token is its end", AUTHORIZING, NOW + 30_000],
    ["of opening is its end", CONNECTING, NOW + 10_000],
    ["of waiting is its end", WAITING, NOW + 9_000],
    ["of a connection is the next ping", live(), NOW + 30_000],
    ["of one that was asked is the end of patience", live({ silentAt: NOW + 1 }), NOW + 1],
    ["of one that moves is the end of the move", { ...HANDING_OVER, ...never }, NOW + 10_000],
    ["of a stream may be never", live({ transport: "stream", ...never }), Infinity],
  ])("%s", ([, state, moment], { expect }) => {
    expect(deadline(state)).toBe(moment);
  });

  it("is not now again where pings are due before their answers", ({ expect }) => {
    const step = transition(live({ pingIntervalMs: 1_000, pingAt: NOW }), { type: "tick" }, ENV);
    expect(step.effects).toEqual([{ type: "ping", transportId: 5 }]);

    expect(deadline(step.state)).toBe(NOW + 10_000);
  });
});

describe("a moment that is not due", () => {
  check(
    [AUTHORIZING, CONNECTING, WAITING, live(), HANDING_OVER].map((state) => [
      `is nothing: ${state.status}`,
      state,
      { type: "tick" },
      state,
      [],
      { now: deadline(state) - 1 },
    ]),
  );
});
