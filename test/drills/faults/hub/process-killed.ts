// The process is killed with -9 at any moment, and clients are dropped in between.

import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";

export const processKilled: Fault = {
  name: "process-killed",
  hypothesis: "No acknowledged message is lost, whenever the process is killed.",
  async run(drill) {
    const kills = drill.short ? 3 : 50;
    const service = await drill.serve();
    const messages = drill.short ? 2_000 : 52_000;
    const feed = await drill.feed(service, { clients: drill.short ? 44 : 200, messages });

    for (let kill = 1; kill <= kills; kill += 1) {
      await feed.reaches((kill - 0.5) / (kills + 1));
      if (kill % 2 === 0) feed.drop(0.3, drill.random);
      await pause(drill.random() * 30);
      await service.kill();
      await service.start();
      if (kill % 10 === 0) drill.note(`${kill} kills, ${feed.published} published`);
    }
    await feed.settle();

    drill.figure("kills", kills);
    drill.figure("unanswered publish requests", feed.records.unacknowledged);
    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.records.unacknowledged > 0, "publish requests were cut off");
  },
};
