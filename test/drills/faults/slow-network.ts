// Clients behind a narrow line with a delay, which are dropped as well.

import type { Fault } from "../fault.ts";
import { Road } from "../service/road.ts";

export const slowNetwork: Fault = {
  name: "slow-network",
  hypothesis: "On a slow line everything comes, in order, once; only later.",
  waits: true,
  async run(drill) {
    const service = await drill.serve();
    const road = await Road.to(service.port, { bytesPerSecond: 40_000, delayMs: 80 });
    drill.afterwards(() => road.stop());
    const messages = drill.short ? 800 : 2_000;
    const feed = await drill.feed(service, { messages }, { sockets: road.socketUrl });

    for (const part of [0.4, 0.9]) {
      await feed.reaches(part);
      feed.drop(0.5, drill.random);
    }
    await feed.settle();

    drill.figure("resumes", feed.tally.resumes);
  },
};
