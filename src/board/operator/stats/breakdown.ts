// Where sockets are, by one way of telling them apart, the most crowded place first.

import type { History, Point } from "./history.ts";
import { pointsOf } from "./history.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";

export type BreakdownKey = "sockets_by_subprotocol" | "sockets_by_location";

export interface BreakdownEntry {
  readonly name: string;
  readonly sockets: number;
}

export function breakdownOf(stats: HubStats, key: BreakdownKey): readonly BreakdownEntry[] {
  return Object.entries(stats[key])
    .map(([name, sockets]) => ({ name, sockets }))
    .toSorted((a, b) => b.sockets - a.sockets || a.name.localeCompare(b.name));
}

/** The sockets of one place over time; a place that isn't told of has none. */
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
