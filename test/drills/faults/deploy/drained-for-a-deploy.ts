// An operator drains the hub for a deploy while a feed runs.

import type { Fault } from "../../fault.ts";
import { until } from "../../ledger/evaluation/waiting.ts";

const DRAIN_MS = 2_000;
/** The hub closes a client 10 s after its moment to reconnect. */
const TIMEOUT_MS = 20_000;

export const drainedForADeploy: Fault = {
  name: "drained-for-a-deploy",
  hypothesis: "Clients asked to reconnect do so one by one, and miss nothing.",
  waits: true,
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { intervalMs: 60 });
    await feed.reaches(0.3);

    const response = await service.operate("POST", "/drain", { over_ms: DRAIN_MS });
    const reconnected = (): boolean => feed.totals.resumes >= feed.clients.length;
    await until(reconnected, "not every client reconnected", TIMEOUT_MS);
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(response.status === 200, "the drain was accepted");
    drill.check(feed.totals.resumes === feed.clients.length, "every client reconnected once");
  },
};
