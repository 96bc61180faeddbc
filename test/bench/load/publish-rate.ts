// Messages at a steady pace, whatever the server makes of it.

import { now } from "./clock.ts";
import { signalText, type HttpProducer } from "./http-producer.ts";
import { pause } from "../script.ts";

export interface PublishRate {
  readonly perSecond: number;
  readonly seconds: number;
  /** The number of the first message. */
  readonly from: number;
}

/**
 * Posts each message when it is due, or as soon as a producer is free again; it carries the moment it was
 * due, so that a server that keeps producers waiting is seen to. Answers how many were posted.
 */
export async function publishAtRate(
  producers: readonly HttpProducer[],
  rate: PublishRate,
): Promise<number> {
  const total = Math.round(rate.perSecond * rate.seconds);
  const began = now();
  // Past that a server is saturated: what it did not take by then is not posted.
  const until = began + rate.seconds * 1_000 * 1.2;
  let next = 0;
  await Promise.all(
    producers.map(async (producer) => {
      while (next < total && now() < until) {
        const index = next;
        next += 1;
        const due = began + (index * 1_000) / rate.perSecond;
        await pause(Math.max(0, due - now()));
        if ((await producer.post(signalText(rate.from + index, due))) !== 200)
          throw new Error("a publish request failed");
      }
    }),
  );
  return next;
}
