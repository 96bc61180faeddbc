// Waking: a hub that sleeps under many sockets is posted one message.

import type { Contender, Running } from "../contenders/contender.ts";
import { now } from "../load/clock.ts";
import type { Crowd } from "../load/crowd-process.ts";
import { Poster, signalText, type PostDoor } from "../load/poster.ts";
import { pause, percentile } from "../script.ts";
import type { Figures } from "./case.ts";
import { withCrowd, withServer } from "./stage.ts";

/** The runtime puts an object to sleep that had nothing to do for 10 s. */
const SLEEP_MS = 12_000;
const HEARD_MS = 3_000;
const ROUNDS = 3;

/**
 * When the first frame leaves, counted from the post. Of the floor it is what any hub must do that wakes: it
 * reads the list of its sockets and tells the first.
 */
export function measureWake(contender: Contender, sockets: number): Promise<Figures> {
  return withServer(contender, (server) =>
    withCrowd(server, { sockets }, async (crowd) => {
      const first: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        await pause(SLEEP_MS);
        first.push(await firstFrameMs(crowd, doorOf(server, contender), round));
      }
      return { first_frame_ms: percentile(first, 0.5), worst_first_frame_ms: Math.max(...first) };
    }),
  );
}

function doorOf({ door }: Running, contender: Contender): PostDoor {
  return contender === "floor" ? { ...door, path: "/list" } : door;
}

async function firstFrameMs(crowd: Crowd, door: PostDoor, number: number): Promise<number> {
  await crowd.count();
  const poster = new Poster(door);
  const postedAt = now();
  if ((await poster.post(signalText(number))) !== 200) throw new Error("a post failed");
  // Asking the crowd at once would keep it from reading.
  await pause(HEARD_MS);
  poster.end();
  const { firstAt } = await crowd.count();
  if (firstAt === 0) throw new Error("nobody heard of it");
  return firstAt - postedAt;
}
