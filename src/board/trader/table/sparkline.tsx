// The last spreads of a signal as a line beside its row.

import { memo, type ReactNode } from "react";
import { sparklinePoints } from "./sparkline-path.ts";
import type { SpreadPoint } from "../feed/spread-history.ts";

const BOX = { width: 96, height: 24 };

/** As many as there are pixels to tell them apart by. */
const SHOWN = 48;

/** `points` is another array when there is one more. */
export const Sparkline = memo(function Sparkline({
  points,
}: {
  readonly points: readonly SpreadPoint[];
}): ReactNode {
  return (
    <svg className="sparkline" viewBox={`0 0 ${BOX.width} ${BOX.height}`} aria-hidden="true">
      <polyline points={sparklinePoints(points.slice(-SHOWN), BOX)} />
    </svg>
  );
});
