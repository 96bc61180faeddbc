// How the service is, in one word: the worst that is known of it.

import type { Stats } from "./stats.ts";

export interface Health {
  readonly kind: "healthy" | "unreachable" | "down" | "late" | "behind";
  /** How many it is true of. */
  readonly count: number;
}

/** `stats` is the last answer; `reached` whether the last question was answered. */
export function healthOf(stats: Stats, reached: boolean): Health {
  if (!reached) return { kind: "unreachable", count: 1 };
  const states = Object.values(stats.sources).map(({ state }) => state);
  const counted = (wanted: string) => states.filter((state) => state === wanted).length;
  const [down, late] = [counted("down"), counted("late")];
  if (down > 0) return { kind: "down", count: down };
  if (late > 0) return { kind: "late", count: late };
  if (stats.behind > 0) return { kind: "behind", count: stats.behind };
  return { kind: "healthy", count: 1 };
}
