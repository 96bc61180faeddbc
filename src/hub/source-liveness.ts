// Whether a producer that said how often it posts is live, late or down.

import { LIMITS } from "../protocol/limits.ts";
import type { SourceState } from "../protocol/server-frames.ts";

export interface Source {
  /** Milliseconds. */
  readonly expectedEveryMs: number;
  /** When it said so, Unix milliseconds: silence counts from here until its first post. */
  readonly since: number;
  /** Its last post, Unix milliseconds; `null` before the first. */
  readonly lastAt: number | null;
}

/** `live` up to its interval, `late` after it, `down` after three. */
export function judgeSource(source: Source, now: number): SourceState {
  if (now < lateAt(source)) return "live";
  return now < downAt(source) ? "late" : "down";
}

/** When the state changes if it stays silent, Unix milliseconds; `null` once it is down. */
export function nextJudgement(source: Source, now: number): number | null {
  switch (judgeSource(source, now)) {
    case "live":
      return lateAt(source);
    case "late":
      return downAt(source);
    case "down":
      return null;
  }
}

function lateAt(source: Source): number {
  return heardAt(source) + source.expectedEveryMs;
}

function downAt(source: Source): number {
  return heardAt(source) + LIMITS.downAfterIntervals * source.expectedEveryMs;
}

function heardAt({ since, lastAt }: Source): number {
  return Math.max(since, lastAt ?? 0);
}
