// Clients on a slow network with a delay are dropped as well.

import type { Fault } from "../../fault.ts";
import { TcpProxy } from "../../service/tcp-proxy.ts";

export const slowNetwork: Fault = {
  name: "slow-network",
  hypothesis: "On a slow network every message arrives late, in order, once.",
  waits: true,
  async run(drill) {
    const service = await drill.serve();
    const proxy = await TcpProxy.to(service.port, { bytesPerSecond: 40_000, delayMs: 80 });
    drill.onFinished(() => proxy.stop());
    const messages = drill.short ? 800 : 2_000;
    const feed = await drill.feed(service, { messages }, { sockets: proxy.socketUrl });

    for (const part of [0.4, 0.9]) {
      await feed.reaches(part);
      feed.drop(0.5, drill.random);
    }
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
  },
};
