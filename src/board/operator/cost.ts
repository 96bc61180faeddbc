// What a month has cost so far, out of what the hub counted of it and what the platform asks.

import { PRICES } from "./prices.ts";
import type { Stats } from "./stats.ts";

/** US dollars, not rounded. */
export interface Cost {
  readonly plan: number;
  readonly requests: number;
  readonly rows: number;
  readonly total: number;
}

export function costOf({ requests, rows }: Pick<Stats["month"], "requests" | "rows">): Cost {
  const plan = PRICES.plan;
  const ofRequests = beyond(requests, PRICES.requests);
  const ofRows = beyond(rows, PRICES.rows);
  return { plan, requests: ofRequests, rows: ofRows, total: plan + ofRequests + ofRows };
}

/** What is included costs nothing more. */
function beyond(
  count: number,
  { included, perMillion }: { readonly included: number; readonly perMillion: number },
): number {
  return (Math.max(0, count - included) / 1_000_000) * perMillion;
}
