// The filter of `tail`, from its options to the client's filter.

import { type Options, UsageError } from "../command.ts";
import { filterQuery, parseFilterQuery, type FilterRequest } from "../../protocol/filter.ts";

/** The filter's options. */
export const FILTER_OPTIONS = {
  "signal-type": { type: "string", value: "A,B", text: "only signals of these types" },
  coin: { type: "string", value: "A,B", text: "only signals on these coins" },
  position: { type: "string", value: "LONG", text: "only this position, LONG or SHORT" },
  "min-spread": { type: "string", value: "N", text: "only a spread of at least this, either way" },
} as const satisfies Options;

type FilterValues = { readonly [Name in keyof typeof FILTER_OPTIONS]?: string };

/** The option of each field of the filter. */
const OPTION_OF = {
  signal_type: "signal-type",
  coin_name: "coin",
  position: "position",
  min_spread: "min-spread",
} as const;

/**
 * The client's filter, with the given fields and the typed digits. Throws a `UsageError` with the option's name, as a
 * refused socket can't name the field.
 */
export function readFilter(values: FilterValues): FilterRequest {
  const listOf = (field: "signal_type" | "coin_name" | "position") => {
    const list = (values[OPTION_OF[field]] ?? "").split(",").map((value) => value.trim());
    const given = list.filter((value) => value !== "");
    return given.length === 0 ? {} : { [field]: given };
  };
  const spread = values[OPTION_OF.min_spread];
  const filter: FilterRequest = {
    ...listOf("signal_type"),
    ...listOf("coin_name"),
    ...listOf("position"),
    ...(spread !== undefined && { min_spread: spread }),
  };
  const checked = parseFilterQuery(filterQuery(filter));
  if (checked.ok) return filter;
  throw new UsageError(`--${OPTION_OF[checked.error.field]} ${checked.error.reason}`);
}
