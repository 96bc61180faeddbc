// Random scenarios of a hub against the model. Every client gets exactly its feed.

import * as fc from "fast-check";
import { afterEach, describe, it } from "vitest";
import { releaseClock } from "../../support/hub/clock.ts";
import { choice, STEPS } from "../../support/model/feed-steps.ts";
import { FeedScenario } from "../../support/model/feed-scenario.ts";
import { SEED } from "../../support/random/random-seed.ts";

const RUNS = 150;
const COMMANDS = 30;
const SECOND = 1_000;

afterEach(releaseClock);

describe(`a hub's scenario (seed ${SEED})`, () => {
  it("shows every client exactly its feed", { timeout: 110_000 }, async ({ expect }) => {
    const ran = new Map<string, number>();
    const scenarios = fc.commands(commandsThatCount(ran), { maxCommands: COMMANDS, size: "max" });

    await fc.assert(
      fc.asyncProperty(scenarios, async (commands) => {
        const world = await FeedScenario.start(expect);
        await fc.asyncModelRun(() => ({ model: world, real: world }), commands);
      }),
      { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 90_000, markInterruptAsFailure: true },
    );

    const counts = Object.keys(STEPS).map((name) => [name, ran.get(name) ?? 0] as const);
    expect(counts.filter(([, count]) => count < 5)).toEqual([]);
  });
});

/** The steps as commands. A second passes, the step runs, and every view is compared. */
function commandsThatCount(
  ran: Map<string, number>,
): fc.Arbitrary<fc.AsyncCommand<FeedScenario, FeedScenario>>[] {
  return Object.entries(STEPS).map(([name, step]) =>
    choice.map((chosen) => ({
      check: (world: Readonly<FeedScenario>) =>
        step.applies?.(world as FeedScenario, chosen) ?? true,
      async run(world: FeedScenario) {
        world.advance(SECOND);
        await step.run(world, chosen);
        await world.check();
        ran.set(name, (ran.get(name) ?? 0) + 1);
      },
      toString: () => `${name} ${JSON.stringify(chosen)}`,
    })),
  );
}
