// The reckoning for clients without a position: each view must be a stretch of what is theirs, without a hole.

import type { Expected } from "./expectation.ts";
import type { ListenerTally } from "./listener-tally.ts";
import type { PlainListener } from "./plain-listener.ts";

export interface PlainReckoning {
  delivered: number;
  missing: number;
  doubled: number;
  foreign: number;
}

export function reckonPlain(
  listeners: readonly PlainListener[],
  tally: ListenerTally,
  expected: ReadonlyMap<PlainListener["filter"], readonly Expected[]>,
): PlainReckoning {
  const sum = { delivered: 0, missing: 0, doubled: 0, foreign: 0 };
  for (const { filter, views } of listeners) {
    const theirs = expected.get(filter) ?? [];
    const places = new Map(theirs.map(({ text }, place) => [text, place]));
    for (const { texts, open } of views) {
      let last: number | undefined;
      for (const number of texts) {
        const place = places.get(tally.textOf(number));
        sum.delivered += 1;
        if (place === undefined) {
          sum.foreign += 1;
          continue;
        }
        if (last !== undefined && place <= last) sum.doubled += 1;
        else if (last !== undefined) sum.missing += place - last - 1;
        last = Math.max(last ?? place, place);
      }
      if (open && last !== undefined) sum.missing += theirs.length - 1 - last;
    }
  }
  return sum;
}
