// The hub leaves memory again and again while a feed runs; its sockets stay open.

import type { Fault } from "../fault.ts";

export const hubEvictedSocketsKept: Fault = {
  name: "hub-evicted-sockets-kept",
  hypothesis: "A hub that is evicted goes on for the same sockets, and nobody notices.",
  async run(drill) {
    const rounds = drill.short ? 4 : 12;
    const service = await drill.serve();
    const feed = await drill.feed(service);

    const before = await service.order({ do: "count" });
    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      await service.order({ do: "evict", sockets: "keep" });
    }
    await feed.settle();

    const { constructions } = await service.order({ do: "count" });
    drill.figure("evictions", constructions - before.constructions);
    drill.promise(constructions > before.constructions, "the hub was evicted");
    drill.promise(feed.tally.resumes === 0, "no socket was lost");
  },
};
