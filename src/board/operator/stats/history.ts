// The page's own memory of what it was told: samples over time, and rates between two of them.

import type { HubStats } from "../../../protocol/hub-stats.ts";

export interface Sample {
  /** When it was told, Unix milliseconds. */
  readonly at: number;
  readonly stats: HubStats;
}

export type History = readonly Sample[];

export const NO_HISTORY: History = [];

/** A place on a chart; without a value a gap. */
export interface Point {
  /** Unix seconds; each greater than the one before. */
  readonly time: number;
  readonly value?: number;
}

type Read = (stats: HubStats) => number | null;

/** Half an hour at a sample every two seconds. */
const SAMPLES = 900;

/** Between samples farther apart than this nobody looked: the line is broken there. */
const GAP_MS = 10_000;

/** A clock that was set back begins a new history: a chart's time only grows. */
export function withSample(history: History, sample: Sample): History {
  const last = history.at(-1);
  if (last !== undefined && last.at > sample.at) return [sample];
  return [...history.slice(1 - SAMPLES), sample];
}

/** How much a counter grew a second; `null` over no time, and where it began anew. */
export function rateOf(
  before: Sample,
  after: Sample,
  read: (stats: HubStats) => number,
): number | null {
  const seconds = (after.at - before.at) / 1_000;
  const grown = read(after.stats) - read(before.stats);
  if (seconds <= 0 || grown < 0 || before.stats.epoch !== after.stats.epoch) return null;
  return grown / seconds;
}

/** The rate between the last two samples. */
export function latestRate(history: History, read: (stats: HubStats) => number): number | null {
  const [before, after] = history.slice(-2);
  return before === undefined || after === undefined ? null : rateOf(before, after, read);
}

export function pointsOf(history: History, read: Read): readonly Point[] {
  return linePoints(history, (sample) => read(sample.stats));
}

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
    // Of samples in one second the last one stands.
    if (last?.time === time) points.pop();
    const value = valueOf(sample, before);
    points.push(value === null ? { time } : { time, value });
    before = sample;
  }
  return points;
}

/** What a line says in figures: its last value, its least and its greatest; `null` for a line without any. */
export interface Extent {
  /** `null` where the line ends in a gap. */
  readonly now: number | null;
  readonly least: number;
  readonly most: number;
}

export function extentOf(points: readonly Point[]): Extent | null {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (values.length === 0) return null;
  return {
    now: points.at(-1)?.value ?? null,
    least: values.reduce((least, value) => Math.min(least, value)),
    most: values.reduce((most, value) => Math.max(most, value)),
  };
}
