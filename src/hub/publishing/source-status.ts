// The state of a source with an expected interval is live, late or down. Pure, with `now` as an argument.

import { LIMITS } from "../../protocol/limits.ts";
import type { SourceState } from "../../protocol/server-messages.ts";
import type { StoredSource } from "../storage/source-store.ts";

/** The facts behind a source's state. */
export type TrackedSource = Pick<StoredSource, "expectedEveryMs" | "since" | "lastAt">;

/** `live` within one interval, `late` after it, `down` after `LIMITS.downAfterIntervals`. */
export function evaluateSource(source: TrackedSource, now: number): SourceState {
  if (now < lateAt(source)) return "live";
  return now < downAt(source) ? "late" : "down";
}

/** When a silent source changes its state next, Unix milliseconds. `null` once it is down. */
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
