// A subscription's filter, parsed and written as query, as JSON and as key.

import { LIMITS } from "./limits.ts";
import { err, ok, type Result } from "./result.ts";

/** A signal must match every given field, and one value of each list. An empty filter matches everything. */
export interface Filter {
  readonly signalTypes?: readonly string[];
  readonly coinNames?: readonly string[];
  readonly positions?: readonly string[];
  /** Compared with the absolute value of the merged signal's `spread`. */
  readonly minSpread?: number;
}

/** The filter as JSON. The query has the same names. */
export interface WireFilter {
  readonly signal_type?: readonly string[];
  readonly coin_name?: readonly string[];
  readonly position?: readonly string[];
  readonly min_spread?: number;
}

/** Why a filter is rejected. */
export interface FilterProblem {
  /** The faulty field, as on the wire. */
  readonly field: keyof WireFilter;
  readonly reason: string;
}

type ListField = "signal_type" | "coin_name" | "position";

/** `min_spread` as text, a decimal without sign and exponent. */
export const DECIMAL = /^[0-9]{1,15}(?:\.[0-9]{1,18})?$/;

/**
 * Parses a query with the comma-separated lists `signal_type`, `coin_name` and `position`, and the decimal
 * `min_spread`.
 */
export function parseFilterQuery(query: URLSearchParams): Result<Filter, FilterProblem> {
  const valuesOf = (field: ListField): readonly string[] =>
    query
      .getAll(field)
      .flatMap((list) => list.split(","))
      .map((value) => value.trim())
      .filter((value) => value !== "");
  return checked({
    signal_type: valuesOf("signal_type"),
    coin_name: valuesOf("coin_name"),
    position: valuesOf("position"),
    min_spread: query.get("min_spread") ?? undefined,
  });
}

/** Parses the filter of a `subscribe` frame. `min_spread` is a number or a decimal text. Answers `null` if malformed. */
export function parseFilterJson(value: unknown): Filter | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { signal_type, coin_name, position, min_spread, ...others } = value as {
    readonly [field: string]: unknown; // SAFETY: any object can be read by key.
  };
  // Ignoring a misspelt field would send everything.
  if (Object.keys(others).length > 0) return null;
  const filter = checked({ signal_type, coin_name, position, min_spread });
  return filter.ok ? filter.value : null;
}

/** The filter as JSON, without absent fields. */
export function toWireFilter({ signalTypes, coinNames, positions, minSpread }: Filter): WireFilter {
  return {
    ...(signalTypes && { signal_type: signalTypes }),
    ...(coinNames && { coin_name: coinNames }),
    ...(positions && { position: positions }),
    ...(minSpread !== undefined && { min_spread: minSpread }),
  };
}

/**
 * A filter as a client may write it. `min_spread` may be decimal text, so it keeps every digit.
 *
 * @example
 * ```ts
 * import type { FilterRequest } from "signal-hub/client";
 *
 * const filter: FilterRequest = { coin_name: ["BTC", "ETH"], min_spread: "0.005" };
 * ```
 */
export type FilterRequest = Omit<WireFilter, "min_spread"> & {
  readonly min_spread?: number | string;
};

/** The query of a filter, for a client's connect URL. `parseFilterQuery` reads it. */
export function filterQuery(filter: FilterRequest): URLSearchParams {
  const query = new URLSearchParams();
  for (const field of ["signal_type", "coin_name", "position"] as const) {
    const values = filter[field];
    if (values !== undefined && values.length > 0) query.set(field, values.join());
  }
  if (filter.min_spread !== undefined) query.set("min_spread", decimalText(filter.min_spread));
  return query;
}

/** JavaScript writes numbers below 0.000001 with an exponent, and `DECIMAL` has none. */
function decimalText(value: number | string): string {
  const text = String(value);
  return text.includes("e-") ? Number(value).toFixed(18).replace(/0+$/, "") : text;
}

/** Whether the filter is empty and matches every signal. */
export function matchesAll(filter: Filter): boolean {
  const { signalTypes, coinNames, positions, minSpread } = filter;
  return !signalTypes && !coinNames && !positions && minSpread === undefined;
}

/** One text for all equal filters. Sockets with the same key share evaluation and frames. */
export function filterKey(filter: Filter): string {
  return matchesAll(filter) ? "" : JSON.stringify(toWireFilter(filter));
}

function checked(raw: {
  readonly [Field in keyof WireFilter]-?: unknown;
}): Result<Filter, FilterProblem> {
  const signalTypes = parseList("signal_type", raw.signal_type);
  if (!signalTypes.ok) return signalTypes;
  const coinNames = parseList("coin_name", raw.coin_name);
  if (!coinNames.ok) return coinNames;
  const positions = parseList("position", raw.position);
  if (!positions.ok) return positions;

  const { min_spread: spread } = raw;
  const minSpread = spread === undefined ? undefined : parseSpread(spread);
  if (minSpread === null) {
    return err({ field: "min_spread", reason: "is not a decimal number of 0 or more" });
  }

  const filter: Filter = {
    ...(signalTypes.value && { signalTypes: signalTypes.value }),
    ...(coinNames.value && { coinNames: coinNames.value }),
    ...(positions.value && { positions: positions.value }),
    ...(minSpread !== undefined && { minSpread }),
  };
  return filterKey(filter).length > LIMITS.filterChars
    ? err({ field: "coin_name", reason: "makes the filter too long" })
    : ok(filter);
}

function parseSpread(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : null;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : null;
}

/** The values sorted and without repeats, so equal filters have one key. `undefined` for an empty list. */
function parseList(
  field: ListField,
  value: unknown,
): Result<readonly string[] | undefined, FilterProblem> {
  if (value === undefined) return ok(undefined);
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    return err({ field, reason: "is not a list of strings" });
  }
  if (value.length === 0) return ok(undefined);
  if (value.length > LIMITS.filterValues) return err({ field, reason: "has too many values" });
  if (value.some((item) => item.length > LIMITS.filterValueChars)) {
    return err({ field, reason: "has a long value" });
  }
  return ok([...new Set(value)].toSorted());
}
