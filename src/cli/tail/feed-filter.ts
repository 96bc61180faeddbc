// The filter's options, and the query they become.

import { parseFilterQuery } from "../../protocol/filter.ts";
import { UsageError } from "../usage-error.ts";
import type { Options } from "../options.ts";

export const FILTER_OPTIONS = {
  "signal-type": { type: "string", value: "A,B", text: "only signals of these types" },
  coin: { type: "string", value: "A,B", text: "only signals on these coins" },
  position: { type: "string", value: "LONG", text: "only this position, LONG or SHORT" },
  "min-spread": { type: "string", value: "N", text: "only a spread of at least this, either way" },
} as const satisfies Options;

type FilterValues = { readonly [Name in keyof typeof FILTER_OPTIONS]?: string };

/** The option that gives each field of the filter. */
const OPTION_OF = {
  signal_type: "signal-type",
  coin_name: "coin",
  position: "position",
  min_spread: "min-spread",
} as const;

/**
 * Nothing but what was asked for; lists and digits travel as written. Checked here as the service
 * checks it: a socket whose upgrade is refused can't learn why.
 */
export function filterQuery(values: FilterValues): URLSearchParams {
  const query = new URLSearchParams();
  for (const [field, option] of Object.entries(OPTION_OF)) {
    const value = values[option];
    if (value !== undefined) query.set(field, value);
  }
  const filter = parseFilterQuery(query);
  if (filter.ok) return query;
  throw new UsageError(`--${OPTION_OF[filter.error.field]} ${filter.error.reason}`);
}
