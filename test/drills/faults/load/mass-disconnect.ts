// Two thousand clients lose their connections at once and reconnect.

import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";

const RESUMED_MS = 15_000;

export const massDisconnect: Fault = {
  name: "mass-disconnect",
  hypothesis: "All clients resume within 15 s, without an error, with everything they missed.",
  async run(drill) {
    const clients = drill.short ? 200 : 2_000;
    const service = await drill.serve();
    const feed = await drill.feed(service, { clients, messages: 600, intervalMs: 80 });
    await feed.reaches(0.3);

    const startedAt = performance.now();
    await service.kill();
    await service.start();
    while (feed.totals.resumes < clients && performance.now() - startedAt < 4 * RESUMED_MS)
      await pause(50);
    const elapsedMs = performance.now() - startedAt;
    await feed.settle();

    drill.figure("clients", clients);
    drill.figure("resumes", feed.totals.resumes);
    drill.figure("ms from the kill until all had resumed", Math.round(elapsedMs));
    drill.check(feed.totals.resumes === clients, "every client resumed at the first try");
    drill.check(drill.short || elapsedMs < RESUMED_MS, "they had all resumed within 15 s");
  },
};
