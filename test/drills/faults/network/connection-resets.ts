// Every connection is reset at once, again and again, while a feed runs.

import type { Fault } from "../../fault.ts";
import { TcpProxy } from "../../service/tcp-proxy.ts";

export const connectionResets: Fault = {
  name: "connection-resets",
  hypothesis: "Clients whose connections are reset resume, each with all it missed.",
  async run(drill) {
    const rounds = drill.short ? 4 : 15;
    const service = await drill.serve();
    const proxy = await TcpProxy.to(service.port);
    drill.onFinished(() => proxy.stop());
    const feed = await drill.feed(service, { intervalMs: 30 }, { sockets: proxy.socketUrl });

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      proxy.reset();
    }
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes > feed.clients.length, "clients resumed");
  },
};
