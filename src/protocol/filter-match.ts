// The rule for a filtered socket. It gets a message, the whole signal or nothing. Hub, API and the client's test
// server share it.

import { matchesAll, type Filter } from "./filter.ts";
import { decodeString, entries, type RawJson } from "../json/raw-json.ts";

/** The fields that filters compare. `null` stands for an absent field and for one of another type. */
export interface FilterFields {
  readonly signalType: string;
  readonly coinName: string | null;
  readonly position: string | null;
  readonly spread: number | null;
}

/** Reads the filter's fields out of a signal's data. Throws a `SyntaxError` if the data isn't a whole object. */
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

/** Whether every given field of the filter matches the signal. */
export function matches(filter: Filter, signal: FilterFields): boolean {
  const { signalTypes, coinNames, positions, minSpread } = filter;
  if (signalTypes && !signalTypes.includes(signal.signalType)) return false;
  if (coinNames && !(signal.coinName !== null && coinNames.includes(signal.coinName))) return false;
  if (positions && !(signal.position !== null && positions.includes(signal.position))) return false;
  if (minSpread === undefined) return true;
  return signal.spread !== null && Math.abs(signal.spread) >= minSpread;
}

/**
 * The result for one message. `message` sends the message itself, also as a signal leaves the filter, so the client
 * can drop it. `entered` sends the whole merged signal as a `new_signal`, because the client has no copy of it.
 */
export type FilterOutcome = "message" | "entered" | "nothing";

/** Decides one message for one filter. It compares the signal before and after the message. */
export function evaluateFilter(
  filter: Filter,
  change: {
    /** The signal before the message. `null` if the hub had none. */
    readonly before: FilterFields | null;
    /** The signal with the message merged in. */
    readonly after: FilterFields;
    /** Whether the message is a `new_signal`. */
    readonly isNew: boolean;
  },
): FilterOutcome {
  if (change.before !== null && matches(filter, change.before)) return "message";
  if (!matches(filter, change.after)) return "nothing";
  // Without a signal from before there is no whole one to send. Clients with a copy from the backend's own API can
  // still use the update.
  return change.isNew || change.before === null ? "message" : "entered";
}

/** A predicate over whole signals. It parses a signal's data only if the filter needs it. */
export function toPredicate(filter: Filter): (signal: WholeSignal) => boolean {
  if (matchesAll(filter)) return () => true;
  return ({ signalType, data }) => matches(filter, filterFieldsOf(signalType, data));
}

interface WholeSignal {
  readonly signalType: string;
  readonly data: RawJson;
}
