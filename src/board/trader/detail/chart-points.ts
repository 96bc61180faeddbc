// A signal's spread as the chart takes it: one value a second, and time only grows.

import type { SpreadPoint } from "../feed/spread-history.ts";

export interface ChartPoint {
  /** Unix seconds, each greater than the one before. */
  readonly time: number;
  readonly value: number;
}

/** Of points within one second the last one stands. */
export function chartPoints(points: readonly SpreadPoint[]): readonly ChartPoint[] {
  const drawn: ChartPoint[] = [];
  for (const { at, spread } of points) {
    const time = Math.floor(at / 1_000);
    if (drawn.at(-1)?.time === time) drawn.pop();
    drawn.push({ time, value: spread });
  }
  return drawn;
}
