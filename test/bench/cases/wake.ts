// Measures the first frame after a wake-up, from a hub hibernating under many sockets.

import type { Contender, Running } from "../contenders/contender.ts";
import { now } from "../load/clock.ts";
import type { ClientPool } from "../load/client-pool.ts";
import { HttpProducer, signalText, type PublishEndpoint } from "../load/http-producer.ts";
import { pause, percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { withClientPool, withServer } from "./fixture.ts";

/** The runtime hibernates an object after 10 s without work. */
const HIBERNATION_MS = 12_000;
const RECEIVE_TIMEOUT_MS = 3_000;
const ROUNDS = 3;

/**
 * Measures the time from the publish request to the first frame. The floor does the least work of a wake-up. It
 * reads the list of its sockets and sends to the first.
 */
export function measureWake(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, (server) =>
    withClientPool(server, { sockets }, async (pool) => {
      const first: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        await pause(HIBERNATION_MS);
        first.push(await firstFrameMs(pool, endpointOf(server, contender), round));
      }
      return { first_frame_ms: percentile(first, 0.5), worst_first_frame_ms: Math.max(...first) };
    }),
  );
}

function endpointOf({ endpoint }: Running, contender: Contender): PublishEndpoint {
  return contender === "floor" ? { ...endpoint, path: "/list" } : endpoint;
}

async function firstFrameMs(
  pool: ClientPool,
  endpoint: PublishEndpoint,
  number: number,
): Promise<number> {
  await pool.count();
  const producer = new HttpProducer(endpoint);
  const publishedAt = now();
  if ((await producer.post(signalText(number))) !== 200)
    throw new Error("a publish request failed");
  // A count requested at once would delay the load process.
  await pause(RECEIVE_TIMEOUT_MS);
  producer.end();
  const { firstFrameAt } = await pool.count();
  if (firstFrameAt === 0) throw new Error("no socket got the message");
  return firstFrameAt - publishedAt;
}
