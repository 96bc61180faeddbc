// What a month has cost so far, out of what the hub counted of it and what the platform asks.
//
// Duration isn't here: one hub that is awake for all of a month of 31 days is billed as 342,836 GB-s, always below the
// 400,000 that are included.

import { CLOUDFLARE, overage } from "../../protocol/cloudflare-prices.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";

/** US dollars, not rounded. */
export interface Cost {
  readonly plan: number;
  readonly requests: number;
  readonly rows: number;
  readonly total: number;
}

export function costOf({ requests, rows }: Pick<HubStats["month"], "requests" | "rows">): Cost {
  const plan = CLOUDFLARE.subscription;
  const ofRequests = overage(requests, CLOUDFLARE.hubRequests);
  const ofRows = overage(rows, CLOUDFLARE.rowsWritten);
  return { plan, requests: ofRequests, rows: ofRows, total: plan + ofRequests + ofRows };
}
