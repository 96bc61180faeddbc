// What a client with a filter is sent for a change: the message, the whole signal, or nothing.

import { isOpenFilter, type Filter } from "../protocol/filter.ts";
import type { JsonText } from "../protocol/json-text.ts";
import { facetsOf, type Change, type Facets } from "./change.ts";

/**
 * `message` is the message itself, also when the signal just left the filter: the client sees it fall away.
 * `entered` is a `new_signal` with the whole merged signal, which the client never saw before.
 */
export type Delivery = "message" | "entered" | "nothing";

export function judge(
  filter: Filter,
  change: Pick<Change, "before" | "after" | "opens">,
): Delivery {
  if (change.before !== null && matches(filter, change.before)) return "message";
  if (!matches(filter, change.after)) return "nothing";
  // Without a record from before there is nothing whole to send: clients that have the signal from the
  // backend's own API can use the update, the others can't be helped.
  return change.opens || change.before === null ? "message" : "entered";
}

/** Judges whole signals; reads what is in them only where the filter asks for it. */
export function wantedBy(filter: Filter): (signal: WholeSignal) => boolean {
  if (isOpenFilter(filter)) return () => true;
  return ({ signalType, data }) => matches(filter, facetsOf(signalType, data));
}

interface WholeSignal {
  readonly signalType: string;
  readonly data: JsonText;
}

export function matches(filter: Filter, signal: Facets): boolean {
  const { signalTypes, coinNames, positions, minSpread } = filter;
  if (signalTypes && !signalTypes.includes(signal.signalType)) return false;
  if (coinNames && !(signal.coinName !== null && coinNames.includes(signal.coinName))) return false;
  if (positions && !(signal.position !== null && positions.includes(signal.position))) return false;
  if (minSpread === undefined) return true;
  return signal.spread !== null && Math.abs(signal.spread) >= minSpread;
}
