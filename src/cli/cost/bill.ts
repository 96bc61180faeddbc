// The bill of a month on Cloudflare, item by item.

import { CLOUDFLARE, overage, type Price } from "../../protocol/stats/cloudflare-prices.ts";
import { MONTH_SECONDS } from "./feed.ts";
import type { HubUsage } from "./hub-usage.ts";

/** One line of the bill. */
export interface BillItem {
  readonly text: string;
  /** The amount of a month, and the included amount. Both are `null` for the plan itself. */
  readonly used: number | null;
  readonly included: number | null;
  /** US dollars, not rounded. */
  readonly dollars: number;
}

/** Processor time of a request of the Worker, milliseconds. */
const CPU_MS = 1;

/** The items of a month. A hub with a feed is awake for the whole month. */
export function billOf(usage: HubUsage): readonly BillItem[] {
  return [
    { text: "Workers Paid", used: null, included: null, dollars: CLOUDFLARE.subscription },
    item("Worker requests", usage.workerRequests, CLOUDFLARE.workerRequests),
    item("Worker CPU, ms", usage.workerRequests * CPU_MS, CLOUDFLARE.workerCpuMs),
    item("hub requests and alarms", usage.hubRequests, CLOUDFLARE.hubRequests),
    item("hub duration, GB-s", MONTH_SECONDS * CLOUDFLARE.hubMemoryGb, CLOUDFLARE.hubGbSeconds),
    item("rows written", usage.rowsWritten, CLOUDFLARE.rowsWritten),
    item("rows read", usage.rowsRead, CLOUDFLARE.rowsRead),
  ];
}

function item(text: string, used: number, price: Price): BillItem {
  return { text, used, included: price.included, dollars: overage(used, price) };
}

/** The sum of the items, US dollars. */
export function totalOf(items: readonly BillItem[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}
