// Messages at a steady pace, whatever the server makes of it.

import { now } from "./clock.ts";
import { signalText, type Poster } from "./poster.ts";
import { pause } from "../script.ts";

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
  /** The number of the first message. */
  readonly from: number;
}

/**
 * Posts each message when it is due, or as soon as a producer is free again; it carries the moment it was
 * due, so that a server that keeps producers waiting is seen to. Answers how many were posted.
 */
export async function postAtPace(posters: readonly Poster[], pace: Pace): Promise<number> {
  const total = Math.round(pace.perSecond * pace.seconds);
  const began = now();
  // Past that a server is saturated: what it did not take by then is not posted.
  const until = began + pace.seconds * 1_000 * 1.2;
  let next = 0;
  await Promise.all(
    posters.map(async (poster) => {
      while (next < total && now() < until) {
        const index = next;
        next += 1;
        const due = began + (index * 1_000) / pace.perSecond;
        await pause(Math.max(0, due - now()));
        if ((await poster.post(signalText(pace.from + index, due))) !== 200)
          throw new Error("a post failed");
      }
    }),
  );
  return next;
}
