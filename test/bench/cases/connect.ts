// Connecting: what letting one more in costs, and what it weighs then, once the server is warm.

import type { Contender, Running } from "../contenders/contender.ts";
import type { Figures } from "./case.ts";
import { withCrowd, withServer } from "./stage.ts";

/** They bring the code and the heap to where they stay: what a server weighs by itself is no socket's weight. */
const WARM_SOCKETS = 1_000;

export function measureConnect(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, (server) =>
    withCrowd(server, { sockets: WARM_SOCKETS }, () => connect(server, sockets)),
  );
}

function connect(server: Running, sockets: number): Promise<Figures> {
  const before = server.usage();
  const began = performance.now();
  return withCrowd(server, { sockets, firstUser: WARM_SOCKETS }, () => {
    const wall = (performance.now() - began) / 1_000;
    const after = server.usage();
    return Promise.resolve({
      cpu_us_per_socket: (after.cpuUs - before.cpuUs) / sockets,
      sockets_per_s: sockets / wall,
      kb_per_socket: (after.rssBytes - before.rssBytes) / 1_024 / sockets,
    });
  });
}
