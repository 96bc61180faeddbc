// The cost of a month so far, from the hub's own counts and the platform's list prices.
//
// Duration costs nothing. One hub awake for all of a month of 31 days is billed 342,836 GB-s, and the plan includes
// 400,000.

import { CLOUDFLARE, overage } from "../../protocol/stats/cloudflare-prices.ts";
import type { HubStats } from "../../protocol/stats/hub-stats.ts";

/** The parts of a month's bill, US dollars, not rounded. */
export interface Cost {
  readonly plan: number;
  readonly requests: number;
  readonly rows: number;
  readonly total: number;
}

/** The cost of the month's requests and written rows, with the plan's monthly fee. */
export function costOf({ requests, rows }: Pick<HubStats["month"], "requests" | "rows">): Cost {
  const plan = CLOUDFLARE.subscription;
  const ofRequests = overage(requests, CLOUDFLARE.hubRequests);
  const ofRows = overage(rows, CLOUDFLARE.rowsWritten);
  return { plan, requests: ofRequests, rows: ofRows, total: plan + ofRequests + ofRows };
}
