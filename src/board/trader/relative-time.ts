// How long something takes or took, in one unit that people count in.

import type { Texts } from "./texts/en.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whole seconds up to two minutes, then minutes up to two hours, hours up to two days, and days. */
export function relativeTime(ms: number, texts: Texts): string {
  // Two clocks may differ a little: nothing is younger than now.
  const age = Math.max(0, ms);
  if (age < 2 * MINUTE) return texts.seconds(Math.floor(age / SECOND));
  if (age < 2 * HOUR) return texts.minutes(Math.floor(age / MINUTE));
  if (age < 2 * DAY) return texts.hours(Math.floor(age / HOUR));
  return texts.days(Math.floor(age / DAY));
}
