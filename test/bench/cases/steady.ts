// A feed at a steady pace: what a delivery costs, how late it comes, what a socket weighs.

import type { Contender } from "../contenders/contender.ts";
import { postAtPace } from "../load/pace.ts";
import { percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { drain, withPosters, withStage, type Stage } from "./stage.ts";

export interface SteadyPlan {
  readonly sockets: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Queries that the sockets bring, shared out among them. */
  readonly queries?: readonly string[];
}

/** So many that none is late because another's answer is. */
const PRODUCERS = 32;
const WARM_SECONDS = 2;

export function measureSteady(contender: Contender, plan: SteadyPlan): Promise<Figures> {
  return withStage(contender, plan, (stage) => feed(stage, plan));
}

function feed({ server, crowd, kbPerSocket }: Stage, plan: SteadyPlan): Promise<Figures> {
  const { sockets, perSecond, seconds } = plan;
  return withPosters(server, PRODUCERS, async (posters) => {
    const warm = await postAtPace(posters, { perSecond, seconds: WARM_SECONDS, from: 1 });
    await drain(crowd, warm);
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    const posted = await postAtPace(posters, { perSecond, seconds, from: 100_000 });
    const totals = await drain(crowd, posted);
    const wall = (performance.now() - began) / 1_000;
    return {
      cpu_us_per_delivery: (server.usage().cpuUs - cpuBefore) / totals.messages,
      p50_ms: totals.p50Ms,
      p99_ms: totals.p99Ms,
      last_p50_ms: percentile(totals.lastMs, 0.5),
      last_p99_ms: percentile(totals.lastMs, 0.99),
      deliveries_per_s: totals.messages / wall,
      messages_per_frame: totals.messages / totals.frames,
      kb_per_socket: kbPerSocket,
      missing: perSecond * seconds * sockets - totals.messages,
    };
  });
}
