// A line of a chart: its name and where it goes.

import type { Point } from "../stats/history.ts";

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

/** So many lines have a colour of their own (chart.css). */
export const LINE_COLOURS = 6;
