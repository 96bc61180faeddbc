// Measures a connect, and the memory of a socket after its first messages.

import type { Contender, Running } from "../contenders/contender.ts";
import type { ClientPool } from "../load/client-pool.ts";
import { signalText, type HttpProducer } from "../load/http-producer.ts";
import type { Figures } from "./case.ts";
import { drain, withClientPool, withProducers, withServer } from "./fixture.ts";

/** Sockets opened before the measurement, so that the memory of the server itself is not counted. */
const WARM_SOCKETS = 1_000;
const MESSAGES = 10;

export function measureConnect(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, (server) =>
    withProducers(server, 1, (producers) =>
      withClientPool(server, { sockets: WARM_SOCKETS }, async (warm) => {
        await sendMessages(warm, producers, 0);
        return connect(server, producers, sockets);
      }),
    ),
  );
}

function connect(
  server: Running,
  producers: readonly HttpProducer[],
  sockets: number,
): Promise<Figures> {
  const before = server.usage();
  const began = performance.now();
  return withClientPool(server, { sockets, firstUser: WARM_SOCKETS }, async (pool) => {
    const wall = (performance.now() - began) / 1_000;
    const { cpuUs } = server.usage();
    // The runtime allocates a socket's memory with its first frames. Not every contender sends one on connect.
    await sendMessages(pool, producers, MESSAGES);
    return {
      cpu_us_per_socket: (cpuUs - before.cpuUs) / sockets,
      sockets_per_s: sockets / wall,
      kb_per_socket: (server.usage().rssBytes - before.rssBytes) / 1_024 / sockets,
    };
  });
}

/** Publishes messages one after another, each until its delivery. */
async function sendMessages(
  pool: ClientPool,
  [producer]: readonly HttpProducer[],
  from: number,
): Promise<void> {
  for (let number = from; number < from + MESSAGES; number += 1) {
    if ((await producer?.post(signalText(number))) !== 200)
      throw new Error("a publish request failed");
    await drain(pool, 1);
  }
}
