// The page's clock, and durations in words.

import { useSyncExternalStore } from "react";
import type { Texts } from "./texts/en.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The current time, Unix milliseconds. The component renders again every second. One timer serves all components. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A duration in one unit. Seconds up to two minutes, minutes up to two hours, hours up to two days, then days. */
export function relativeTime(ms: number, texts: Texts): string {
  // The service's clock may be ahead by a little.
  const age = Math.max(0, ms);
  if (age < 2 * MINUTE_MS) return texts.seconds(Math.floor(age / SECOND_MS));
  if (age < 2 * HOUR_MS) return texts.minutes(Math.floor(age / MINUTE_MS));
  if (age < 2 * DAY_MS) return texts.hours(Math.floor(age / HOUR_MS));
  return texts.days(Math.floor(age / DAY_MS));
}

function subscribe(listener: () => void): () => void {
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, SECOND_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
