// Every connection is reset at once, again and again, while a feed runs.

import type { Fault } from "../fault.ts";
import { Road } from "../service/road.ts";

export const connectionResets: Fault = {
  name: "connection-resets",
  hypothesis: "Clients whose connections are reset resume, each with all it missed.",
  async run(drill) {
    const rounds = drill.short ? 4 : 15;
    const service = await drill.serve();
    const road = await Road.to(service.port);
    drill.afterwards(() => road.stop());
    const feed = await drill.feed(service, { paceMs: 30 }, { sockets: road.socketUrl });

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      road.reset();
    }
    await feed.settle();

    drill.figure("resumes", feed.tally.resumes);
    drill.promise(feed.tally.resumes > feed.listeners.length, "clients resumed");
  },
};
