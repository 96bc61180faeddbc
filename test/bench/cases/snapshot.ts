// A snapshot of many signals, sent to many who come without a position.

import type { Contender } from "../contenders/contender.ts";
import { signalText } from "../load/poster.ts";
import type { Figures } from "./case.ts";
import { drain, withCrowd, withPosters, withServer } from "./stage.ts";

const SIGNALS = 2_000;
const PER_POST = 100;
const CLIENTS = 500;

export function measureSnapshot(contender: Contender): Promise<Figures> {
  return withServer(contender, (server) =>
    withPosters(server, 1, async ([poster]) => {
      for (let from = 1; from <= SIGNALS; from += PER_POST) {
        const texts = Array.from({ length: PER_POST }, (_, index) => signalText(from + index));
        if ((await poster?.post(`[${texts.join()}]`)) !== 200) throw new Error("a post failed");
      }
      const cpuBefore = server.usage().cpuUs;
      const began = performance.now();
      return withCrowd(server, { sockets: CLIENTS }, async (crowd) => {
        const totals = await drain(crowd, SIGNALS);
        const cpuUs = server.usage().cpuUs - cpuBefore;
        return {
          cpu_us_per_client: cpuUs / CLIENTS,
          cpu_us_per_signal: cpuUs / totals.messages,
          all_had_it_s: (performance.now() - began) / 1_000,
          frames_per_client: totals.frames / CLIENTS,
          missing: CLIENTS * SIGNALS - totals.messages,
        };
      });
    }),
  );
}
