// The line of a signal's spreads in a small box.

import type { SpreadPoint } from "../feed/spread-history.ts";

/** The size of the SVG's view box. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The width of the line. All of it stays inside the box. */
const STROKE = 1.5;

/**
 * The `points` of an SVG polyline, evenly spaced, with the lowest spread at the bottom. A single or constant spread is a
 * level line in the middle. No points are no line.
 */
export function sparklinePoints(points: readonly SpreadPoint[], { width, height }: Box): string {
  const spreads = points.map(({ spread }) => spread);
  if (spreads.length === 0) return "";
  if (spreads.length === 1) return sparklinePoints([...points, ...points], { width, height });
  const low = Math.min(...spreads);
  const range = Math.max(...spreads) - low;
  const step = (width - STROKE) / (spreads.length - 1);
  return spreads
    .map((spread, index) => {
      const share = range === 0 ? 0.5 : (spread - low) / range;
      const x = STROKE / 2 + index * step;
      const y = height - STROKE / 2 - share * (height - STROKE);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
}
