// Clients come in without a pause while messages go out without one.

import { pause } from "../from-bench.ts";
import type { Fault } from "../fault.ts";

export const joinDuringBroadcast: Fault = {
  name: "join-during-broadcast",
  hypothesis: "Whoever joins is told the state, and then everything after it: no gap, no double.",
  async run(drill) {
    const joiners = drill.short ? 60 : 300;
    const service = await drill.serve();
    const feed = await drill.feed(service, {
      clients: 11,
      joiners,
      messages: drill.short ? 2_000 : 8_000,
      paceMs: 5,
    });

    let joined = 0;
    while (joined < joiners && feed.published < 0.95 * feed.messages) {
      feed.join(5);
      joined += 5;
      await pause(5 + drill.random() * 15);
    }
    await feed.settle();

    drill.figure("joined", joined);
    const told = feed.listeners.reduce((sum, { snapshots }) => sum + snapshots.length, 0);
    drill.promise(told >= joined, "every one of them was told the state");
  },
};
