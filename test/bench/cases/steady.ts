// A feed at a steady rate, with the CPU of a delivery, its latency and the memory of a socket.

import type { Contender } from "../contenders/contender.ts";
import { publishAtRate } from "../load/publish-rate.ts";
import { percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { drain, withProducers, withFixture, type BenchFixture } from "./fixture.ts";

export interface SteadyPlan {
  readonly sockets: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Queries of the upgrades, used in turn. */
  readonly queries?: readonly string[];
}

/** Enough producers that a late response delays no other message. */
const PRODUCERS = 32;
const WARM_SECONDS = 2;

export function measureSteady(contender: Contender, plan: SteadyPlan): Promise<Figures> {
  return withFixture(contender, plan, (fixture) => feed(fixture, plan));
}

function feed({ server, pool, kbPerSocket }: BenchFixture, plan: SteadyPlan): Promise<Figures> {
  const { sockets, perSecond, seconds } = plan;
  return withProducers(server, PRODUCERS, async (producers) => {
    const warm = await publishAtRate(producers, { perSecond, seconds: WARM_SECONDS, from: 1 });
    await drain(pool, warm);
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    const published = await publishAtRate(producers, { perSecond, seconds, from: 100_000 });
    const totals = await drain(pool, published);
    const wall = (performance.now() - began) / 1_000;
    return {
      cpu_us_per_delivery: (server.usage().cpuUs - cpuBefore) / totals.messages,
      p50_ms: totals.p50Ms,
      p99_ms: totals.p99Ms,
      last_p50_ms: percentile(totals.lastMs, 0.5),
      last_p99_ms: percentile(totals.lastMs, 0.99),
      deliveries_per_s: totals.messages / wall,
      messages_per_frame: totals.messages / totals.frames,
      load_busy: totals.loadBusyMs / 1e3 / wall,
      kb_per_socket: kbPerSocket,
      missing: perSecond * seconds * sockets - totals.messages,
    };
  });
}
