// The state machine under any events: nothing is left open, and time always moves on.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { deadline, transition } from "../../../src/client/connection/transition.ts";
import { isOpen, type Event, type State } from "../../../src/client/connection/connection-state.ts";
import { MAX_AUTH_TOKEN_LENGTH } from "../../../src/client/connection/timeouts.ts";
import { NOW, ENV } from "../../support/client/connection-table.ts";
import { SEED } from "../../support/random/random-seed.ts";

describe(`after any events (FC_SEED=${SEED})`, () => {
  const number = fc.nat(6);
  const LONG = "t".repeat(MAX_AUTH_TOKEN_LENGTH + 1);
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.constantFrom<Event>(
      { type: "start" },
      { type: "stop" },
      { type: "tick" },
      { type: "filter-changed" },
      { type: "online" },
      { type: "offline" },
      { type: "page-visible" },
    ),
    fc.record({
      type: fc.constant("token" as const),
      requestId: number,
      token: fc.constantFrom("t", LONG),
    }),
    fc.record({ type: fc.constant("no-token" as const), requestId: number }),
    fc.record({
      type: fc.constant("connected" as const),
      transportId: number,
      ping_interval_ms: fc.constantFrom(1_000, 30_000),
    }),
    fc.record({
      type: fc.constantFrom(
        "live" as const,
        "subscribed" as const,
        "activity" as const,
        "ping" as const,
        "token_expiring" as const,
      ),
      transportId: number,
    }),
    fc.record({
      type: fc.constant("reconnect" as const),
      transportId: number,
      after_ms: fc.nat(100),
    }),
    fc.record({
      type: fc.constant("closed" as const),
      transportId: number,
      reason: fc.constantFrom("", "Unauthorized", "Try again later", "Rate limit exceeded"),
    }),
  );
  const eventSequence = fc.array(fc.tuple(event, fc.constantFrom(0, 500, 10_000, 60_000)), {
    minLength: 20,
    maxLength: 80,
  });

  it("nothing is left open that the state doesn't name, and time always moves on", ({ expect }) => {
    fc.assert(
      fc.property(eventSequence, (steps) => {
        let state: State = { status: "idle" };
        const open = new Set<number>();
        let token = "";
        let now = NOW;
        let nextId = 0;
        const dispatch = (next: Event) => {
          // Few ids. So the ids of random events often name a transport or a request that exists.
          const env = { ...ENV, now, nextId: nextId++ % 7 };
          const ended = next.type === "closed" ? next.transportId : undefined;
          if (ended !== undefined) open.delete(ended);
          token = next.type === "token" ? next.token : "";
          const step = transition(state, next, env);
          state = step.state;
          for (const effect of step.effects) {
            if (effect.type === "open") {
              expect(effect.token).toBe(token);
              open.add(effect.transportId);
            }
            if (effect.type === "close") open.delete(effect.transportId);
          }
        };
        for (const [next, ms] of steps) {
          now += ms;
          dispatch(next);
          let ticks = 0;
          while (deadline(state) <= now) {
            dispatch({ type: "tick" });
            ticks += 1;
            expect(ticks).toBeLessThan(10);
          }
          expect(open).toEqual(new Set(openTransports(state)));
          expect(open.size).toBeLessThanOrEqual(2);
        }
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  }, 60_000);
});

/** The connections that a state says are open, or on their way. */
function openTransports(state: State): number[] {
  if (state.status === "connecting") return [state.transportId];
  if (!isOpen(state)) return [];
  return state.task.kind === "handover-connecting"
    ? [state.transportId, state.task.transportId]
    : [state.transportId];
}
