// A burst: as many messages as producers can post, one a post, and all of them delivered.

import type { Contender } from "../contenders/contender.ts";
import { signalText } from "../load/poster.ts";
import { percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { drain, withPosters, withStage, type Stage } from "./stage.ts";

export interface BurstPlan {
  readonly sockets: number;
  readonly producers: number;
  readonly seconds: number;
}

/** No burst posts more than this, however quick the machine. */
const MAX_MESSAGES = 50_000;

export function measureBurst(contender: Contender, plan: BurstPlan): Promise<Figures> {
  return withStage(contender, plan, (stage) => burst(stage, plan));
}

function burst({ server, crowd }: Stage, plan: BurstPlan): Promise<Figures> {
  return withPosters(server, plan.producers, async (posters) => {
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    const until = began + plan.seconds * 1_000;
    let posted = 0;
    await Promise.all(
      posters.map(async (poster) => {
        while (performance.now() < until && posted < MAX_MESSAGES) {
          posted += 1;
          if ((await poster.post(signalText(posted))) !== 200) throw new Error("a post failed");
        }
      }),
    );
    // What was posted is only worth its deliveries: the clock runs until the last socket has the last message.
    const totals = await drain(crowd, posted);
    const wall = (performance.now() - began) / 1_000;
    return {
      cpu_us_per_delivery: (server.usage().cpuUs - cpuBefore) / totals.messages,
      p50_ms: totals.p50Ms,
      p99_ms: totals.p99Ms,
      last_p50_ms: percentile(totals.lastMs, 0.5),
      last_p99_ms: percentile(totals.lastMs, 0.99),
      posted_per_s: posted / wall,
      deliveries_per_s: totals.messages / wall,
      messages_per_frame: totals.messages / totals.frames,
      crowd_cores: totals.crowdCpuUs / 1e6 / wall,
      missing: posted * plan.sockets - totals.messages,
    };
  });
}
