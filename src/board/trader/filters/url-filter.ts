// The filter in the page's own address: a link shows what its sender saw.

import type { FilterRequest } from "../../../client/index.ts";
import { filterQuery, parseFilterQuery } from "../../../protocol/filter.ts";

/** The filter of an address's query; one that can't be read is none. */
export function parseUrlFilter(search: string): FilterRequest {
  const query = new URLSearchParams(search);
  const filter = parseFilterQuery(query);
  if (!filter.ok) return {};
  const { signalTypes, coinNames, positions } = filter.value;
  const minSpread = query.get("min_spread");
  return {
    ...(signalTypes && { signal_type: signalTypes }),
    ...(coinNames && { coin_name: coinNames }),
    ...(positions && { position: positions }),
    // As it was written, digit for digit.
    ...(minSpread !== null && { min_spread: minSpread }),
  };
}

/** The address's query for a filter: empty, or beginning with `?`. */
export function toUrlQuery(filter: FilterRequest): string {
  const query = filterQuery(filter).toString();
  return query === "" ? "" : `?${query}`;
}
