// A network partition between the clients and the service, with every connection left open.

import type { Fault } from "../../fault.ts";
import { pause } from "../../from-bench.ts";
import { TcpProxy } from "../../service/tcp-proxy.ts";

/** 60 s of silence, at most 60 s until a ping on the full minute, 30 s for the pong, and a margin. */
const LATEST_MS = 170_000;

export const halfOpenSockets: Fault = {
  name: "half-open-sockets",
  hypothesis: "Half-open sockets are closed, and their clients resume later.",
  waits: true,
  long: true,
  async run(drill) {
    // v1 has no ping from the service, so v1 clients stay open.
    drill.expectCloses("4002 No answer to a ping");
    const service = await drill.serve();
    const proxy = await TcpProxy.to(service.port);
    drill.onFinished(() => proxy.stop());
    const feed = await drill.feed(
      service,
      { intervalMs: 1_000, v1Clients: 0 },
      { sockets: proxy.socketUrl },
    );
    await feed.reaches(0.2);

    proxy.cut();
    const began = performance.now();
    let open = feed.clients.length;
    while (open > 0 && performance.now() - began < LATEST_MS) {
      await pause(5_000);
      open = (await service.stats()).sockets;
    }
    drill.figure("seconds until closed", Math.round((performance.now() - began) / 1_000));
    drill.check(open === 0, `${open} half-open sockets are still counted`);
    proxy.restore();
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes >= feed.clients.length, "every client resumed");
  },
};
