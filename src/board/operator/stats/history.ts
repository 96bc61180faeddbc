// The samples of hub stats since the page was opened, and the points and rates derived from them.

import type { HubStats } from "../../../protocol/stats/hub-stats.ts";

/** One poll of the hub's stats. */
export interface Sample {
  /** The response's arrival by this machine's clock, Unix milliseconds. */
  readonly at: number;
  readonly stats: HubStats;
}

/** Samples, oldest first. */
export type History = readonly Sample[];

/** The history before the first sample. */
export const EMPTY_HISTORY: History = [];

/** A point of a chart. Without a value it is a gap in the line. */
export interface Point {
  /** Unix seconds, each greater than the one before. */
  readonly time: number;
  readonly value?: number;
}

type ReadStats = (stats: HubStats) => number | null;

/** Half an hour of samples at one every two seconds. */
const MAX_SAMPLES = 900;

/** The line breaks between samples farther apart than this, milliseconds. The page was hidden then. */
const GAP_MS = 10_000;

/** Adds a sample. A clock set back starts a new history, because a chart needs growing times. */
export function withSample(history: History, sample: Sample): History {
  const last = history.at(-1);
  if (last !== undefined && last.at > sample.at) return [sample];
  return [...history.slice(1 - MAX_SAMPLES), sample];
}

/** A counter's growth per second. `null` for equal times, a counter that restarted, or another epoch. */
export function rateOf(
  before: Sample,
  after: Sample,
  read: (stats: HubStats) => number,
): number | null {
  const seconds = (after.at - before.at) / 1_000;
  const growth = read(after.stats) - read(before.stats);
  if (seconds <= 0 || growth < 0 || before.stats.epoch !== after.stats.epoch) return null;
  return growth / seconds;
}

/** The rate between the last two samples. `null` where it is unknown. */
export function latestRate(history: History, read: (stats: HubStats) => number): number | null {
  const [before, after] = history.slice(-2);
  return before === undefined || after === undefined ? null : rateOf(before, after, read);
}

/** A figure over time. */
export function pointsOf(history: History, read: ReadStats): readonly Point[] {
  return linePoints(history, (sample) => read(sample.stats));
}

/** A counter's growth per second over time. */
export function ratePointsOf(
  history: History,
  read: (stats: HubStats) => number,
): readonly Point[] {
  return linePoints(history, (sample, before) => (before ? rateOf(before, sample, read) : null));
}

function linePoints(
  history: History,
  valueOf: (sample: Sample, before: Sample | undefined) => number | null,
): readonly Point[] {
  const points: Point[] = [];
  let before: Sample | undefined;
  for (const sample of history) {
    const time = Math.floor(sample.at / 1_000);
    const last = points.at(-1);
    if (before !== undefined && sample.at - before.at > GAP_MS && last && last.time < time - 1) {
      points.push({ time: time - 1 });
    }
    // The last sample of a second replaces the earlier ones.
    if (last?.time === time) points.pop();
    const value = valueOf(sample, before);
    points.push(value === null ? { time } : { time, value });
    before = sample;
  }
  return points;
}

/** A line in figures, for the table under the chart. */
export interface Extent {
  /** The last value. `null` where the line ends in a gap. */
  readonly now: number | null;
  readonly min: number;
  readonly max: number;
}

/** The last, least and greatest value. `null` for a line without values. */
export function extentOf(points: readonly Point[]): Extent | null {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (values.length === 0) return null;
  return {
    now: points.at(-1)?.value ?? null,
    min: values.reduce((min, value) => Math.min(min, value)),
    max: values.reduce((max, value) => Math.max(max, value)),
  };
}
