// Whether a producer that said how often it posts is live, late or down.

import { LIMITS } from "../../protocol/limits.ts";
import type { SourceState } from "../../protocol/server-messages.ts";

export interface TrackedSource {
  /** Milliseconds. */
  readonly expectedEveryMs: number;
  /** When it said so, Unix milliseconds: silence counts from here until its first post. */
  readonly since: number;
  /** Its last post, Unix milliseconds; `null` before the first. */
  readonly lastAt: number | null;
}

/** `live` up to its interval, `late` after it, `down` after three. */
export function evaluateSource(source: TrackedSource, now: number): SourceState {
  if (now < lateAt(source)) return "live";
  return now < downAt(source) ? "late" : "down";
}

/** When the state changes if it stays silent, Unix milliseconds; `null` once it is down. */
export function nextChangeAt(source: TrackedSource, now: number): number | null {
  switch (evaluateSource(source, now)) {
    case "live":
      return lateAt(source);
    case "late":
      return downAt(source);
    case "down":
      return null;
  }
}

function lateAt(source: TrackedSource): number {
  return lastActivityAt(source) + source.expectedEveryMs;
}

function downAt(source: TrackedSource): number {
  return lastActivityAt(source) + LIMITS.downAfterIntervals * source.expectedEveryMs;
}

function lastActivityAt({ since, lastAt }: TrackedSource): number {
  return Math.max(since, lastAt ?? 0);
}
