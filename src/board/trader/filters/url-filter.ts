// The filter in the page's URL. A copied link shows the same signals.

import type { FilterRequest } from "../../../client/index.ts";
import { filterQuery, parseFilterQuery } from "../../../protocol/filter.ts";

/** The filter of a URL's query. An invalid query gives the empty filter. */
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
    // `parseFilterQuery` gives a number. The filter keeps the digits of the link.
    ...(minSpread !== null && { min_spread: minSpread }),
  };
}

/** The URL's query for a filter, with its `?`. The empty filter has no query. */
export function toUrlQuery(filter: FilterRequest): string {
  const query = filterQuery(filter).toString();
  return query === "" ? "" : `?${query}`;
}
