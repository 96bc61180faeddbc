// Whether all is well, in one word: what docs/operations.md says to watch for, judged from the last samples.

import { LIMITS } from "../../protocol/limits.ts";
import type { History, Sample } from "./history.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";
import type { Trouble } from "./trouble.ts";

export type Concern =
  | { readonly kind: "unanswered"; readonly trouble: Trouble }
  | { readonly kind: "source"; readonly name: string; readonly state: "late" | "down" }
  | { readonly kind: "full"; readonly sockets: number }
  | { readonly kind: "behind"; readonly sockets: number; readonly lag: number }
  | { readonly kind: "gathered"; readonly messages: number }
  | { readonly kind: "slow_closed"; readonly sockets: number };

export type Verdict =
  /** Nothing is known yet. */
  | { readonly level: "unknown" }
  | { readonly level: "healthy" }
  /** `watch` may pass by itself, `trouble` won't. The gravest first. */
  | { readonly level: "watch" | "trouble"; readonly concerns: readonly Concern[] };

/** A hub this full refuses clients soon. */
const NEARLY_FULL = LIMITS.sockets * 0.9;

/** What lasts for so many samples in a row is no passing burst. */
const LASTS_SAMPLES = 3;

/** Closed slow readers count as news for this long, milliseconds. */
const RECENT_MS = 60_000;

export function verdictOf(history: History, trouble: Trouble | null): Verdict {
  const concerns = concernsOf(history, trouble);
  if (concerns.length === 0) return { level: history.length === 0 ? "unknown" : "healthy" };
  return { level: concerns.some(isTrouble) ? "trouble" : "watch", concerns };
}

function isTrouble(concern: Concern): boolean {
  switch (concern.kind) {
    case "unanswered":
    case "full":
      return true;
    case "source":
      return concern.state === "down";
    case "behind":
    case "gathered":
    case "slow_closed":
      return false;
  }
}

function concernsOf(history: History, trouble: Trouble | null): readonly Concern[] {
  const concerns: Concern[] = trouble === null ? [] : [{ kind: "unanswered", trouble }];
  const latest = history.at(-1);
  if (latest === undefined) return concerns;

  const { stats } = latest;
  if (stats.sockets >= NEARLY_FULL) concerns.push({ kind: "full", sockets: stats.sockets });
  concerns.push(...sourcesIn(stats, "down"), ...sourcesIn(stats, "late"));
  if (lasts(history, ({ behind }) => behind > 0)) {
    concerns.push({ kind: "behind", sockets: stats.behind, lag: stats.lag });
  }
  if (lasts(history, ({ gathered }) => gathered > 0)) {
    concerns.push({ kind: "gathered", messages: stats.gathered });
  }
  const closed = slowClosedLately(history, latest);
  if (closed > 0) concerns.push({ kind: "slow_closed", sockets: closed });
  return concerns;
}

function sourcesIn({ sources }: HubStats, state: "late" | "down"): readonly Concern[] {
  return Object.entries(sources)
    .filter(([, source]) => source.state === state)
    .map(([name]) => ({ kind: "source", name, state }));
}

function lasts(history: History, holds: (stats: HubStats) => boolean): boolean {
  const last = history.slice(-LASTS_SAMPLES);
  return last.length === LASTS_SAMPLES && last.every(({ stats }) => holds(stats));
}

function slowClosedLately(history: History, latest: Sample): number {
  const first = history.find(
    ({ at, stats }) => at >= latest.at - RECENT_MS && stats.epoch === latest.stats.epoch,
  );
  return latest.stats.slow_closed - (first ?? latest).stats.slow_closed;
}
