// The filter in the page's own address: a link shows what its sender saw.

import type { FilterRequest } from "../../client/index.ts";
import { filterQuery, readFilterQuery } from "../../protocol/filter.ts";

/** The filter of an address's query; one that can't be read is none. */
export function filterIn(search: string): FilterRequest {
  const query = new URLSearchParams(search);
  const filter = readFilterQuery(query);
  if (!filter.ok) return {};
  const { signalTypes, coinNames, positions } = filter.value;
  const leastSpread = query.get("min_spread");
  return {
    ...(signalTypes && { signal_type: signalTypes }),
    ...(coinNames && { coin_name: coinNames }),
    ...(positions && { position: positions }),
    // As it was written, digit for digit.
    ...(leastSpread !== null && { min_spread: leastSpread }),
  };
}

/** The address's query for a filter: empty, or beginning with `?`. */
export function queryOf(filter: FilterRequest): string {
  const query = filterQuery(filter).toString();
  return query === "" ? "" : `?${query}`;
}
