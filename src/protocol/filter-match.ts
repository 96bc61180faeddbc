// What a client with a filter is sent for a change: the message, the whole signal, or nothing. One rule, for the hub
// that sends and for a client that keeps what it was sent.

import { matchesAll, type Filter } from "./filter.ts";
import { decodeString, entries, type RawJson } from "../json/raw-json.ts";

/** What a filter can see of a merged signal; `null` where the signal doesn't say. */
export interface FilterFields {
  readonly signalType: string;
  readonly coinName: string | null;
  readonly position: string | null;
  readonly spread: number | null;
}

export function filterFieldsOf(signalType: string, data: RawJson): FilterFields {
  const fields = entries(data);
  const spread = fields.get("spread");
  return {
    signalType,
    coinName: textOf(fields.get("coin_name")),
    position: textOf(fields.get("position")),
    spread: spread !== undefined && /^[-0-9]/.test(spread) ? Number(spread) : null,
  };
}

function textOf(value: RawJson | undefined): string | null {
  return value?.startsWith('"') ? decodeString(value) : null;
}

export function matches(filter: Filter, signal: FilterFields): boolean {
  const { signalTypes, coinNames, positions, minSpread } = filter;
  if (signalTypes && !signalTypes.includes(signal.signalType)) return false;
  if (coinNames && !(signal.coinName !== null && coinNames.includes(signal.coinName))) return false;
  if (positions && !(signal.position !== null && positions.includes(signal.position))) return false;
  if (minSpread === undefined) return true;
  return signal.spread !== null && Math.abs(signal.spread) >= minSpread;
}

/**
 * `message` is the message itself, also when the signal just left the filter: the client sees it fall away.
 * `entered` is a `new_signal` with the whole merged signal, which the client never saw before.
 */
export type FilterOutcome = "message" | "entered" | "nothing";

export function evaluateFilter(
  filter: Filter,
  change: {
    /** The signal before and after; `before` is `null` where the hub didn't hold it. */
    readonly before: FilterFields | null;
    readonly after: FilterFields;
    /** Whether the message is a `new_signal`. */
    readonly isNew: boolean;
  },
): FilterOutcome {
  if (change.before !== null && matches(filter, change.before)) return "message";
  if (!matches(filter, change.after)) return "nothing";
  // Without a record from before there is nothing whole to send: clients that have the signal from the
  // backend's own API can use the update, the others can't be helped.
  return change.isNew || change.before === null ? "message" : "entered";
}

/** Judges whole signals; reads what is in them only where the filter asks for it. */
export function toPredicate(filter: Filter): (signal: WholeSignal) => boolean {
  if (matchesAll(filter)) return () => true;
  return ({ signalType, data }) => matches(filter, filterFieldsOf(signalType, data));
}

interface WholeSignal {
  readonly signalType: string;
  readonly data: RawJson;
}
