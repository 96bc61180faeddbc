// Connecting: what letting one more in costs, and what it weighs once it has been sent some messages.

import type { Contender, Running } from "../contenders/contender.ts";
import type { Crowd } from "../load/crowd-process.ts";
import { signalText, type Poster } from "../load/poster.ts";
import type { Figures } from "./case.ts";
import { drain, withCrowd, withPosters, withServer } from "./stage.ts";

/** They bring the code and the heap to where they stay: what a server weighs by itself is no socket's weight. */
const WARM_SOCKETS = 1_000;
const MESSAGES = 10;

export function measureConnect(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, (server) =>
    withPosters(server, 1, (posters) =>
      withCrowd(server, { sockets: WARM_SOCKETS }, async (warm) => {
        await tell(warm, posters, 0);
        return connect(server, posters, sockets);
      }),
    ),
  );
}

function connect(server: Running, posters: readonly Poster[], sockets: number): Promise<Figures> {
  const before = server.usage();
  const began = performance.now();
  return withCrowd(server, { sockets, firstUser: WARM_SOCKETS }, async (crowd) => {
    const wall = (performance.now() - began) / 1_000;
    const { cpuUs } = server.usage();
    // What the runtime keeps for a socket comes with its first frames: some greet, some don't.
    await tell(crowd, posters, MESSAGES);
    return {
      cpu_us_per_socket: (cpuUs - before.cpuUs) / sockets,
      sockets_per_s: sockets / wall,
      kb_per_socket: (server.usage().rssBytes - before.rssBytes) / 1_024 / sockets,
    };
  });
}

/** Sends them messages, one after another. */
async function tell(crowd: Crowd, [poster]: readonly Poster[], from: number): Promise<void> {
  for (let number = from; number < from + MESSAGES; number += 1) {
    if ((await poster?.post(signalText(number))) !== 200) throw new Error("a post failed");
    await drain(crowd, 1);
  }
}
