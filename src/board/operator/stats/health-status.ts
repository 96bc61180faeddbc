// Whether all is well, in one word: what docs/operations.md says to watch for, judged from the last samples.

import { LIMITS } from "../../../protocol/limits.ts";
import type { History, Sample } from "./history.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";
import type { ApiError } from "../api-error.ts";

export type Issue =
  | { readonly kind: "unanswered"; readonly error: ApiError }
  | { readonly kind: "source"; readonly name: string; readonly state: "late" | "down" }
  | { readonly kind: "full"; readonly sockets: number }
  | { readonly kind: "catching_up"; readonly sockets: number; readonly lag: number }
  | { readonly kind: "queued"; readonly messages: number }
  | { readonly kind: "slow_closed"; readonly sockets: number };

export type HealthStatus =
  /** Nothing is known yet. */
  | { readonly level: "unknown" }
  | { readonly level: "healthy" }
  /** `watch` may pass by itself, `trouble` won't. The gravest first. */
  | { readonly level: "warning" | "critical"; readonly issues: readonly Issue[] };

/** A hub this full refuses clients soon. */
const NEARLY_FULL = LIMITS.sockets * 0.9;

/** What lasts for so many samples in a row is no passing burst. */
const SUSTAINED_SAMPLES = 3;

/** Closed slow readers count as news for this long, milliseconds. */
const RECENT_MS = 60_000;

export function healthStatusOf(history: History, error: ApiError | null): HealthStatus {
  const issues = issuesOf(history, error);
  if (issues.length === 0) return { level: history.length === 0 ? "unknown" : "healthy" };
  return { level: issues.some(isCritical) ? "critical" : "warning", issues };
}

function isCritical(issue: Issue): boolean {
  switch (issue.kind) {
    case "unanswered":
    case "full":
      return true;
    case "source":
      return issue.state === "down";
    case "catching_up":
    case "queued":
    case "slow_closed":
      return false;
  }
}

function issuesOf(history: History, error: ApiError | null): readonly Issue[] {
  const issues: Issue[] = error === null ? [] : [{ kind: "unanswered", error }];
  const latest = history.at(-1);
  if (latest === undefined) return issues;

  const { stats } = latest;
  if (stats.sockets >= NEARLY_FULL) issues.push({ kind: "full", sockets: stats.sockets });
  issues.push(...sourcesIn(stats, "down"), ...sourcesIn(stats, "late"));
  if (isSustained(history, ({ catching_up: catchingUp }) => catchingUp > 0)) {
    issues.push({ kind: "catching_up", sockets: stats.catching_up, lag: stats.lag });
  }
  if (isSustained(history, ({ queued_messages: queuedMessages }) => queuedMessages > 0)) {
    issues.push({ kind: "queued", messages: stats.queued_messages });
  }
  const closed = recentSlowCloses(history, latest);
  if (closed > 0) issues.push({ kind: "slow_closed", sockets: closed });
  return issues;
}

function sourcesIn({ sources }: HubStats, state: "late" | "down"): readonly Issue[] {
  return Object.entries(sources)
    .filter(([, source]) => source.state === state)
    .map(([name]) => ({ kind: "source", name, state }));
}

function isSustained(history: History, holds: (stats: HubStats) => boolean): boolean {
  const last = history.slice(-SUSTAINED_SAMPLES);
  return last.length === SUSTAINED_SAMPLES && last.every(({ stats }) => holds(stats));
}

function recentSlowCloses(history: History, latest: Sample): number {
  const first = history.find(
    ({ at, stats }) => at >= latest.at - RECENT_MS && stats.epoch === latest.stats.epoch,
  );
  return latest.stats.slow_closed - (first ?? latest).stats.slow_closed;
}
