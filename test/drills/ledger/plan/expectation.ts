// Computes the expected messages of each filter. It merges updates by itself, independent of the hub's code.

import type { Draft } from "./feed.ts";
import { isMatch, type Data, type DrillFilter } from "./filters.ts";

/** A message with the `seq` of the hub's response. */
export interface Published {
  readonly seq: number;
  readonly draft: Draft;
}

export interface Expected {
  readonly seq: number;
  readonly text: string;
}

/** Returns the same text for equal messages of any frame. `id` is `null` for a `new_signal`. */
export function messageText(
  type: string,
  signalType: string,
  id: number | string | null,
  data: Data,
): string {
  return JSON.stringify([type, signalType, id, data]);
}

/** Returns the matching messages of each filter, in order. `published` is in the order of `seq`. */
export function expectations(
  published: readonly Published[],
  filters: readonly DrillFilter[],
): ReadonlyMap<DrillFilter, readonly Expected[]> {
  const openSignals = new Map<string, Data>();
  const expected = new Map(filters.map((filter): [DrillFilter, Expected[]] => [filter, []]));
  for (const { seq, draft } of published) {
    const { type, signalType, id, data } = draft;
    const key = JSON.stringify([signalType, id]);
    const before = openSignals.get(key);
    const after = type === "new_signal" ? data : { ...(before ?? { id }), ...data };
    openSignals.set(key, after);

    const asPublished = messageText(type, signalType, type === "new_signal" ? null : id, data);
    const asNewSignal = messageText("new_signal", signalType, null, after);
    for (const [filter, list] of expected) {
      const matchedBefore = before !== undefined && isMatch(filter, signalType, before);
      const matches = isMatch(filter, signalType, after);
      if (!matchedBefore && !matches) continue;
      // Of an unknown signal the hub has no data but the update.
      const entered = !matchedBefore && type === "signal_update" && before !== undefined;
      list.push({ seq, text: entered ? asNewSignal : asPublished });
    }
  }
  return expected;
}
