// Which signals a client asked for: the filter as it crosses the wire, read and written.

import { LIMITS } from "./limits.ts";
import { no, ok, type Result } from "./result.ts";

/** Every given field must match; a list matches any of its values. An empty filter matches everything. */
export interface Filter {
  readonly signalTypes?: readonly string[];
  readonly coinNames?: readonly string[];
  readonly positions?: readonly string[];
  /** Compared with the absolute value of the merged signal's `spread`. */
  readonly minSpread?: number;
}

/** What is wrong with a filter: a field by its name on the wire, and why. */
export interface FilterProblem {
  readonly field: "signal_type" | "coin_name" | "position" | "min_spread";
  readonly reason: string;
}

const DECIMAL = /^[0-9]{1,15}(?:\.[0-9]{1,18})?$/;

/** Reads `signal_type`, `coin_name`, `position` (comma-separated lists) and `min_spread` (a decimal). */
export function readFilterQuery(query: URLSearchParams): Result<Filter, FilterProblem> {
  const signalTypes = readList(query, "signal_type");
  if (!signalTypes.ok) return signalTypes;
  const coinNames = readList(query, "coin_name");
  if (!coinNames.ok) return coinNames;
  const positions = readList(query, "position");
  if (!positions.ok) return positions;

  const spread = query.get("min_spread");
  if (spread !== null && !DECIMAL.test(spread)) {
    return no({ field: "min_spread", reason: "is not a decimal number of 0 or more" });
  }

  const filter: Filter = {
    ...(signalTypes.value && { signalTypes: signalTypes.value }),
    ...(coinNames.value && { coinNames: coinNames.value }),
    ...(positions.value && { positions: positions.value }),
    ...(spread !== null && { minSpread: Number(spread) }),
  };
  return filterKey(filter).length > LIMITS.filterChars
    ? no({ field: "coin_name", reason: "makes the filter too long" })
    : ok(filter);
}

/** One text per meaning: sockets with the same key share one judgement and one frame. */
export function filterKey(filter: Filter): string {
  const { signalTypes, coinNames, positions, minSpread } = filter;
  if (!signalTypes && !coinNames && !positions && minSpread === undefined) return "";
  return JSON.stringify([
    signalTypes ?? null,
    coinNames ?? null,
    positions ?? null,
    minSpread ?? null,
  ]);
}

/** The values of all of the query's entries of this name, each once, in one order; `undefined` for none. */
function readList(
  query: URLSearchParams,
  field: "signal_type" | "coin_name" | "position",
): Result<readonly string[] | undefined, FilterProblem> {
  const given = query.getAll(field);
  if (given.length === 0) return ok(undefined);
  const values = new Set(given.flatMap((list) => list.split(",")).map((value) => value.trim()));
  values.delete("");
  if (values.size === 0) return ok(undefined);
  if (values.size > LIMITS.filterValues) return no({ field, reason: "has too many values" });
  for (const value of values) {
    if (value.length > LIMITS.filterValueChars) return no({ field, reason: "has a long value" });
  }
  return ok([...values].toSorted());
}
