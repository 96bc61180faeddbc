// A resume storm: many clients at once, each of which missed a thousand messages, while the feed goes on.

import type { Contender, Running } from "../contenders/contender.ts";
import { signalText, type Poster } from "../load/poster.ts";
import { postAtPace } from "../load/pace.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import type { Figures } from "./case.ts";
import { drain, withCrowd, withPosters, withServer } from "./stage.ts";

const CLIENTS = 2_000;
const MISSED = 1_000;
const LIVE_SOCKETS = 100;
const LIVE = { perSecond: 10, seconds: 5, from: 1_000_000 };

export function measureResume(contender: Contender): Promise<Figures> {
  return withServer(contender, (server) =>
    withPosters(server, 8, async (posters) => {
      const since = await firstPosition(server);
      await postMissed(posters);
      return withCrowd(server, { sockets: LIVE_SOCKETS }, async (watchers) => {
        // They come without a position: first they are sent what stands in the book.
        await drain(watchers, MISSED + 1);
        return storm(server, posters, since, async (posted) => {
          const live = await drain(watchers, posted);
          return {
            live_p50_ms: live.p50Ms,
            live_p99_ms: live.p99Ms,
            live_missing: posted * LIVE_SOCKETS - live.messages,
          };
        });
      });
    }),
  );
}

/** The position behind the first message, as a client writes it. */
async function firstPosition({ door }: Running): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${door.port}${door.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PRODUCER_KEY}`, "Content-Type": "application/json" },
    body: signalText(0),
  });
  const { epoch, seq } = await answer.json<{ epoch: string; seq: number }>(); // SAFETY: the hub's answer.
  return `${epoch}:${seq}`;
}

async function postMissed(posters: readonly Poster[]): Promise<void> {
  let number = 0;
  await Promise.all(
    posters.map(async (poster) => {
      while (number < MISSED)
        if ((await poster.post(signalText((number += 1)))) !== 200)
          throw new Error("a post failed");
    }),
  );
}

async function storm(
  server: Running,
  posters: readonly Poster[],
  since: string,
  watched: (posted: number) => Promise<Figures>,
): Promise<Figures> {
  const cpuBefore = server.usage().cpuUs;
  const began = performance.now();
  const feed = postAtPace(posters, LIVE);
  // Users of their own: one of the listeners, with ten sockets more, would have to give way.
  const gathering = { sockets: CLIENTS, queries: [`?since=${since}`], firstUser: LIVE_SOCKETS };
  return withCrowd(server, gathering, async (crowd) => {
    const connectedMs = performance.now() - began;
    const posted = await feed;
    const totals = await drain(crowd, MISSED + posted);
    const cpuUs = server.usage().cpuUs - cpuBefore;
    return {
      cpu_us_per_message: cpuUs / totals.messages,
      messages: totals.messages,
      connected_s: connectedMs / 1_000,
      missing: CLIENTS * (MISSED + posted) - totals.messages,
      ...(await watched(posted)),
    };
  });
}
