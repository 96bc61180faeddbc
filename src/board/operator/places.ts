// Where sockets are, by one way of telling them apart, the most crowded place first.

import type { History, Point } from "./history.ts";
import { pointsOf } from "./history.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";

export type Split = "sockets_by_dialect" | "sockets_by_location";

export interface Place {
  readonly name: string;
  readonly sockets: number;
}

export function placesOf(stats: HubStats, split: Split): readonly Place[] {
  return Object.entries(stats[split])
    .map(([name, sockets]) => ({ name, sockets }))
    .toSorted((a, b) => b.sockets - a.sockets || a.name.localeCompare(b.name));
}

/** The sockets of one place over time; a place that isn't told of has none. */
export function placePointsOf(history: History, split: Split, name: string): readonly Point[] {
  return pointsOf(history, (stats) => {
    const sockets: Readonly<Record<string, number>> = stats[split];
    return sockets[name] ?? 0;
  });
}
