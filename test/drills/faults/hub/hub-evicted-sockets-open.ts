// The hub is evicted again and again while a feed runs, and its sockets stay open.

import type { Fault } from "../../fault.ts";

export const hubEvictedSocketsOpen: Fault = {
  name: "hub-evicted-sockets-open",
  hypothesis: "An evicted hub keeps its sockets, and no client notices.",
  async run(drill) {
    const rounds = drill.short ? 4 : 12;
    const service = await drill.serve();
    const feed = await drill.feed(service);

    const before = await service.inject({ do: "count" });
    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      await service.inject({ do: "evict", sockets: "keep" });
    }
    await feed.settle();

    const { starts } = await service.inject({ do: "count" });
    drill.figure("evictions", starts - before.starts);
    drill.check(starts > before.starts, "the hub was evicted");
    drill.check(feed.totals.resumes === 0, "no socket was lost");
  },
};
