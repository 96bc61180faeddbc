// Connecting: what letting one more in costs, and what it weighs then.

import type { Contender } from "../contenders/contender.ts";
import type { Figures } from "./case.ts";
import { withCrowd, withServer } from "./stage.ts";

export function measureConnect(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, async (server) => {
    const before = server.usage();
    const began = performance.now();
    return withCrowd(server, { sockets }, () => {
      const wall = (performance.now() - began) / 1_000;
      const after = server.usage();
      return Promise.resolve({
        cpu_us_per_socket: (after.cpuUs - before.cpuUs) / sockets,
        sockets_per_s: sockets / wall,
        kb_per_socket: (after.rssBytes - before.rssBytes) / 1_024 / sockets,
      });
    });
  });
}
