// The hub is evicted again and again while a feed runs, and its sockets are dropped.

import type { Fault } from "../../fault.ts";

export const hubEvictedSocketsDropped: Fault = {
  name: "hub-evicted-sockets-dropped",
  hypothesis: "When the hub drops every socket, each client resumes with all it missed.",
  async run(drill) {
    const rounds = drill.short ? 3 : 8;
    const service = await drill.serve();
    const feed = await drill.feed(service);

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      await service.inject({ do: "evict", sockets: "drop" });
    }
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes > 0, "clients resumed");
  },
};
