// SSE streams lose their hub. It is evicted, reset and killed behind the Worker's bridge.

import type { Fault } from "../../fault.ts";

const STREAMS = 11;

export const eventStreamsCut: Fault = {
  name: "event-streams-cut",
  hypothesis: "An SSE stream ends with its hub, and its reader resumes with all it missed.",
  async run(drill) {
    // An upgrade during the reset is closed with this.
    drill.expectCloses("1013 Try again later");
    const rounds = drill.short ? 2 : 6;
    const service = await drill.serve();
    const feed = await drill.feed(service, { sseClients: STREAMS, intervalMs: 40 });

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches((round - 0.5) / (rounds + 1));
      await service.inject({ do: "evict", sockets: "drop" });
      await feed.reaches(round / (rounds + 1));
      await service.inject({ do: "abort-after-sends", sends: 7 });
    }
    await feed.reaches((rounds + 0.5) / (rounds + 1));
    await service.kill();
    await service.start();
    await feed.settle();

    drill.figure("streams", STREAMS);
    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes > feed.clients.length, "readers resumed");
  },
};
