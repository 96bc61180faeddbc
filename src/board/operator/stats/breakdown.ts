// The number of sockets by subprotocol or by location.

import type { History, Point } from "./history.ts";
import { pointsOf } from "./history.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";

/** The property of the stats with the breakdown. */
export type BreakdownKey = "sockets_by_subprotocol" | "sockets_by_location";

/** The sockets of one subprotocol or location. */
export interface BreakdownEntry {
  readonly name: string;
  readonly sockets: number;
}

/** The entries of a breakdown, by descending number of sockets, equal ones by name. */
export function breakdownOf(stats: HubStats, key: BreakdownKey): readonly BreakdownEntry[] {
  return Object.entries(stats[key])
    .map(([name, sockets]) => ({ name, sockets }))
    .toSorted((a, b) => b.sockets - a.sockets || a.name.localeCompare(b.name));
}

/** The sockets of one entry over time. A sample without the entry has 0. */
export function breakdownPointsOf(
  history: History,
  key: BreakdownKey,
  name: string,
): readonly Point[] {
  return pointsOf(history, (stats) => {
    const sockets: Readonly<Record<string, number>> = stats[key];
    return sockets[name] ?? 0;
  });
}
