// Measures a snapshot of many signals to many clients without a cursor.

import type { Contender } from "../contenders/contender.ts";
import { signalText } from "../load/http-producer.ts";
import type { Figures } from "./case.ts";
import { drain, withClientPool, withProducers, withServer } from "./fixture.ts";

const SIGNALS = 2_000;
const BATCH_SIZE = 100;
const CLIENTS = 500;

export function measureSnapshot(contender: Contender): Promise<Figures> {
  return withServer(contender, (server) =>
    withProducers(server, 1, async ([producer]) => {
      for (let from = 1; from <= SIGNALS; from += BATCH_SIZE) {
        const texts = Array.from({ length: BATCH_SIZE }, (_, index) => signalText(from + index));
        if ((await producer?.post(`[${texts.join()}]`)) !== 200)
          throw new Error("a publish request failed");
      }
      const cpuBefore = server.usage().cpuUs;
      const began = performance.now();
      return withClientPool(server, { sockets: CLIENTS }, async (pool) => {
        const totals = await drain(pool, SIGNALS);
        const cpuUs = server.usage().cpuUs - cpuBefore;
        return {
          cpu_us_per_client: cpuUs / CLIENTS,
          cpu_us_per_signal: cpuUs / totals.messages,
          complete_s: (performance.now() - began) / 1_000,
          frames_per_client: totals.frames / CLIENTS,
          missing: CLIENTS * SIGNALS - totals.messages,
        };
      });
    }),
  );
}
