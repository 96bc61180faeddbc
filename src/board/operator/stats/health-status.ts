// The health of the service, from the last samples. docs/operations.md explains the figures.

import { LIMITS } from "../../../protocol/limits.ts";
import type { History, Sample } from "./history.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import type { ApiError } from "../api-error.ts";

/** One symptom. */
export type Issue =
  /** The last poll failed. */
  | { readonly kind: "poll_failed"; readonly error: ApiError }
  | { readonly kind: "source"; readonly name: string; readonly state: "late" | "down" }
  /** The hub is near its limit of sockets. */
  | { readonly kind: "full"; readonly sockets: number }
  /** Sockets read from the log. `lag` is the largest distance from the head, in messages. */
  | { readonly kind: "catching_up"; readonly sockets: number; readonly lag: number }
  /** Messages arrive faster than the hub sends them. */
  | { readonly kind: "queued"; readonly messages: number }
  /** The hub closed slow consumers within the last minute. */
  | { readonly kind: "slow_closed"; readonly sockets: number };

/** The health of the service. */
export type HealthStatus =
  /** Before the first response. */
  | { readonly level: "unknown" }
  | { readonly level: "healthy" }
  /** A `warning` may pass by itself. A `critical` issue doesn't. The most severe issue is first. */
  | { readonly level: "warning" | "critical"; readonly issues: readonly Issue[] };

/** Sockets from which on the hub counts as nearly full. */
const NEARLY_FULL = LIMITS.sockets * 0.9;

/** Consecutive samples with a symptom. Fewer are a short burst and no issue. */
const SUSTAINED_SAMPLES = 3;

/** How long a closed slow consumer stays an issue, milliseconds. */
const RECENT_MS = 60_000;

/** The health of the service. `error` is why the last poll failed, `null` where it succeeded. */
export function healthStatusOf(history: History, error: ApiError | null): HealthStatus {
  const issues = issuesOf(history, error);
  if (issues.length === 0) return { level: history.length === 0 ? "unknown" : "healthy" };
  return { level: issues.some(isCritical) ? "critical" : "warning", issues };
}

function isCritical(issue: Issue): boolean {
  switch (issue.kind) {
    case "poll_failed":
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
  const issues: Issue[] = error === null ? [] : [{ kind: "poll_failed", error }];
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

/** Whether the condition holds in each of the last samples. */
function isSustained(history: History, holds: (stats: HubStats) => boolean): boolean {
  const last = history.slice(-SUSTAINED_SAMPLES);
  return last.length === SUSTAINED_SAMPLES && last.every(({ stats }) => holds(stats));
}

/** The growth of the counter over the last minute, within one epoch. */
function recentSlowCloses(history: History, latest: Sample): number {
  const first = history.find(
    ({ at, stats }) => at >= latest.at - RECENT_MS && stats.epoch === latest.stats.epoch,
  );
  return latest.stats.slow_closed - (first ?? latest).stats.slow_closed;
}
