// The state machine under any events: nothing is left open, and time always moves on.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { deadline, transition } from "../../src/client/connection.ts";
import { isJoined, type Event, type State } from "../../src/client/connection-state.ts";
import { LONGEST_AUTH_TOKEN } from "../../src/client/rhythm.ts";
import { NOW, WORLD } from "../support/connection-table.ts";
import { SEED } from "../support/random-seed.ts";

describe(`after any events (FC_SEED=${SEED})`, () => {
  const number = fc.nat(6);
  const LONG = "t".repeat(LONGEST_AUTH_TOKEN + 1);
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.constantFrom<Event>(
      { type: "start" },
      { type: "stop" },
      { type: "tick" },
      { type: "refiltered" },
      { type: "online" },
      { type: "offline" },
      { type: "returned" },
    ),
    fc.record({
      type: fc.constant("token" as const),
      ask: number,
      token: fc.constantFrom("t", LONG),
    }),
    fc.record({ type: fc.constant("no-token" as const), ask: number }),
    fc.record({
      type: fc.constant("joined" as const),
      link: number,
      pingEvery: fc.constantFrom(1_000, 30_000),
    }),
    fc.record({
      type: fc.constantFrom(
        "caught-up" as const,
        "resubscribed" as const,
        "heard" as const,
        "asked" as const,
        "expiring" as const,
      ),
      link: number,
    }),
    fc.record({ type: fc.constant("told-to-move" as const), link: number, afterMs: fc.nat(100) }),
    fc.record({
      type: fc.constant("closed" as const),
      link: number,
      reason: fc.constantFrom("", "Unauthorized", "Try again later", "Rate limit exceeded"),
    }),
  );
  const story = fc.array(fc.tuple(event, fc.constantFrom(0, 500, 10_000, 60_000)), {
    minLength: 20,
    maxLength: 80,
  });

  it("nothing is left open that the state doesn't name, and time always moves on", ({ expect }) => {
    fc.assert(
      fc.property(story, (steps) => {
        let state: State = { at: "idle" };
        const open = new Set<number>();
        let token = "";
        let now = NOW;
        let fresh = 0;
        const take = (next: Event) => {
          // Few numbers, so that links and questions of random events are often the right ones.
          const world = { ...WORLD, now, fresh: fresh++ % 7 };
          const ended = next.type === "closed" ? next.link : undefined;
          if (ended !== undefined) open.delete(ended);
          token = next.type === "token" ? next.token : "";
          const step = transition(state, next, world);
          state = step.state;
          for (const act of step.acts) {
            if (act.do === "open") {
              expect(act.token).toBe(token);
              open.add(act.link);
            }
            if (act.do === "close") open.delete(act.link);
          }
        };
        for (const [next, ms] of steps) {
          now += ms;
          take(next);
          let ticks = 0;
          while (deadline(state) <= now) {
            take({ type: "tick" });
            ticks += 1;
            expect(ticks).toBeLessThan(10);
          }
          expect(open).toEqual(new Set(linksOf(state)));
          expect(open.size).toBeLessThanOrEqual(2);
        }
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

/** The connections that a state says are open, or on their way. */
function linksOf(state: State): number[] {
  if (state.at === "connecting") return [state.link];
  if (!isJoined(state)) return [];
  return state.errand.kind === "move-connecting" ? [state.link, state.errand.link] : [state.link];
}
