// A resume storm. Two thousand clients with a thousand missed messages each resume at once during a feed.

import type { Contender, Running } from "../contenders/contender.ts";
import { signalText, type HttpProducer } from "../load/http-producer.ts";
import { publishAtRate } from "../load/publish-rate.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import type { Figures } from "./case.ts";
import { drain, withClientPool, withProducers, withServer } from "./fixture.ts";

const CLIENTS = 2_000;
const MISSED = 1_000;
const LIVE_SOCKETS = 100;
const LIVE = { perSecond: 10, seconds: 5, from: 1_000_000 };

export function measureResume(contender: Contender): Promise<Figures> {
  return withServer(contender, (server) =>
    withProducers(server, 8, async (producers) => {
      const since = await firstCursor(server);
      await publishMissed(producers);
      return withClientPool(server, { sockets: LIVE_SOCKETS }, async (livePool) => {
        // They connect without a cursor, so they get the open signals first.
        await drain(livePool, MISSED + 1);
        return storm(server, producers, since, async (published) => {
          const live = await drain(livePool, published);
          return {
            live_p50_ms: live.p50Ms,
            live_p99_ms: live.p99Ms,
            live_missing: published * LIVE_SOCKETS - live.messages,
          };
        });
      });
    }),
  );
}

/** Publishes the first message and returns its cursor as the `since` of a query. */
async function firstCursor({ endpoint }: Running): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${endpoint.port}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PRODUCER_KEY}`, "Content-Type": "application/json" },
    body: signalText(0),
  });
  const { epoch, seq } = await response.json<{ epoch: string; seq: number }>(); // SAFETY: the hub's answer.
  return `${epoch}:${seq}`;
}

async function publishMissed(producers: readonly HttpProducer[]): Promise<void> {
  let number = 0;
  await Promise.all(
    producers.map(async (producer) => {
      while (number < MISSED)
        if ((await producer.post(signalText((number += 1)))) !== 200)
          throw new Error("a publish request failed");
    }),
  );
}

async function storm(
  server: Running,
  producers: readonly HttpProducer[],
  since: string,
  live: (published: number) => Promise<Figures>,
): Promise<Figures> {
  const cpuBefore = server.usage().cpuUs;
  const began = performance.now();
  const feed = publishAtRate(producers, LIVE);
  // Other users than those of the live pool, for a user over the limit of ten sockets loses the oldest.
  const poolOptions = { sockets: CLIENTS, queries: [`?since=${since}`], firstUser: LIVE_SOCKETS };
  return withClientPool(server, poolOptions, async (pool) => {
    const connectedMs = performance.now() - began;
    const published = await feed;
    const totals = await drain(pool, MISSED + published);
    const cpuUs = server.usage().cpuUs - cpuBefore;
    return {
      cpu_us_per_message: cpuUs / totals.messages,
      messages: totals.messages,
      connected_s: connectedMs / 1_000,
      missing: CLIENTS * (MISSED + published) - totals.messages,
      ...(await live(published)),
    };
  });
}
