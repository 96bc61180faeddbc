// A burst of messages, one a request, as fast as the producers are answered, until all are delivered.

import type { Contender } from "../contenders/contender.ts";
import { signalText } from "../load/http-producer.ts";
import { percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { drain, withProducers, withFixture, type BenchFixture } from "./fixture.ts";

export interface BurstPlan {
  readonly sockets: number;
  readonly producers: number;
  readonly seconds: number;
}

/** The maximum number of messages of a burst, on a fast machine. */
const MAX_MESSAGES = 50_000;

export function measureBurst(contender: Contender, plan: BurstPlan): Promise<Figures> {
  return withFixture(contender, plan, (fixture) => burst(fixture, plan));
}

function burst({ server, pool }: BenchFixture, plan: BurstPlan): Promise<Figures> {
  return withProducers(server, plan.producers, async (producers) => {
    // Resets the counts, for the connects were busy too.
    await pool.count();
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    const until = began + plan.seconds * 1_000;
    let published = 0;
    await Promise.all(
      producers.map(async (producer) => {
        while (performance.now() < until && published < MAX_MESSAGES) {
          published += 1;
          if ((await producer.post(signalText(published))) !== 200)
            throw new Error("a publish request failed");
        }
      }),
    );
    // The time includes the delivery of the last message to the last socket.
    const totals = await drain(pool, published);
    const wall = (performance.now() - began) / 1_000;
    return {
      cpu_us_per_delivery: (server.usage().cpuUs - cpuBefore) / totals.messages,
      p50_ms: totals.p50Ms,
      p99_ms: totals.p99Ms,
      last_p50_ms: percentile(totals.lastMs, 0.5),
      last_p99_ms: percentile(totals.lastMs, 0.99),
      published_per_s: published / wall,
      deliveries_per_s: totals.messages / wall,
      messages_per_frame: totals.messages / totals.frames,
      load_busy: totals.loadBusyMs / 1e3 / wall,
      missing: published * plan.sockets - totals.messages,
    };
  });
}
