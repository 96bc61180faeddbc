// A signal's spread as a line in a small box.

import type { SpreadPoint } from "../feed/spread-history.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The line's own width, kept inside the box. */
const STROKE = 1.5;

/**
 * The `points` of an SVG polyline: evenly spaced by message, lowest spread at the bottom. One point, or a spread that
 * stays the same, is a level line in the middle; no point is no line.
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
