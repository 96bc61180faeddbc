// Publishes at a fixed rate, independent of the server's speed.

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
 * Publishes each message when it is due or as soon as a producer is free. The message holds its due time, so that
 * the latency includes slow responses to producers. Returns the number of published messages.
 */
export async function publishAtRate(
  producers: readonly HttpProducer[],
  rate: PublishRate,
): Promise<number> {
  const total = Math.round(rate.perSecond * rate.seconds);
  const began = now();
  // A server later than this is saturated, and the rest is not published.
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
