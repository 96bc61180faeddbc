// Clients connect without a pause while the hub flushes without a pause.

import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";

export const connectDuringFlush: Fault = {
  name: "connect-during-flush",
  hypothesis:
    "A client that connects gets a snapshot and all messages after it: no gap, no duplicate.",
  async run(drill) {
    const newClients = drill.short ? 60 : 300;
    const service = await drill.serve();
    const feed = await drill.feed(service, {
      clients: 11,
      lateClients: newClients,
      messages: drill.short ? 2_000 : 8_000,
      intervalMs: 5,
    });

    let connected = 0;
    while (connected < newClients && feed.published < 0.95 * feed.messages) {
      feed.addClients(5);
      connected += 5;
      await pause(5 + drill.random() * 15);
    }
    await feed.settle();

    drill.figure("connects", connected);
    const snapshotCount = feed.clients.reduce((sum, { snapshots }) => sum + snapshots.length, 0);
    drill.check(snapshotCount >= connected, "every new client got a snapshot");
  },
};
