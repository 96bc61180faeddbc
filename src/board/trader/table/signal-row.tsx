// One row of the table.

import { memo, type ReactNode } from "react";
import type { OpenSignal } from "../../../client/index.ts";
import { relativeTime, useNow } from "../clock.ts";
import { coinOf, createdAt, sideOf, spreadText } from "../feed/signal-fields.ts";
import { sparklinePoints, type Box } from "./sparkline-points.ts";
import type { SpreadPoint } from "../feed/spread-history.ts";
import { useTexts } from "../texts/use-texts.ts";

/** How long after its storage a change still flashes, milliseconds. */
const FRESH_MS = 2_000;

/** The view box of a sparkline. */
const SPARKLINE: Box = { width: 96, height: 24 };

/** Points of a sparkline, two pixels apart. */
const SPARKLINE_POINTS = 48;

interface RowProps {
  readonly signal: OpenSignal;
  /** The signal's spreads, another array after each change. */
  readonly points: readonly SpreadPoint[];
  /** The row's place in the whole table, from 0. */
  readonly index: number;
  /** Pixels from the top of the first row. */
  readonly top: number;
  /** Whether this row is the table's tab stop. */
  readonly active: boolean;
  readonly selected: boolean;
  /** The service's clock minus this machine's clock, milliseconds. */
  readonly clockOffset: number;
}

/** A row renders again when its own props change. Only its ages render every second. */
export const SignalRow = memo(function SignalRow(props: RowProps): ReactNode {
  const { signal, points, index, top, active, selected, clockOffset } = props;
  const texts = useTexts();
  const side = sideOf(signal);
  return (
    <div
      role="row"
      className="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      data-key={signal.key}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className="coin">
        <b>{coinOf(signal)}</b>
        <small className="muted">{texts.typeName(signal.signal_type)}</small>
      </span>
      <span role="gridcell" className="type muted">
        {texts.typeName(signal.signal_type)}
      </span>
      <span role="gridcell" className={`side ${sideClass(side)}`}>
        {side}
      </span>
      <span role="gridcell" className="spread digits">
        {/* Another key makes another element, and its animation starts again. */}
        <span key={signal.seq} className={changeClass(signal, points, clockOffset)}>
          {spreadText(signal) ?? "–"}
        </span>
      </span>
      <span role="gridcell" className="trend">
        <Sparkline points={points} />
      </span>
      <span role="gridcell" className="age digits">
        <Age since={createdAt(signal)} clockOffset={clockOffset} />
      </span>
      <span role="gridcell" className="changed digits">
        <Age since={signal.ts} clockOffset={clockOffset} />
      </span>
    </div>
  );
});

/** The last spreads as a line. It renders again when `points` is another array. */
const Sparkline = memo(function Sparkline({
  points,
}: {
  readonly points: readonly SpreadPoint[];
}): ReactNode {
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${SPARKLINE.width} ${SPARKLINE.height}`}
      aria-hidden="true"
    >
      <polyline points={sparklinePoints(points.slice(-SPARKLINE_POINTS), SPARKLINE)} />
    </svg>
  );
});

function Age({
  since,
  clockOffset,
}: {
  readonly since: number | null;
  readonly clockOffset: number;
}): ReactNode {
  const now = useNow();
  const texts = useTexts();
  return since === null ? "–" : relativeTime(now + clockOffset - since, texts);
}

function sideClass(side: string): string {
  if (side === "LONG") return "up";
  return side === "SHORT" ? "down" : "";
}

/** The class of a recent change. Rows scrolled into view and replayed changes don't flash. */
function changeClass(
  { ts }: OpenSignal,
  points: readonly SpreadPoint[],
  clockOffset: number,
): string {
  if (Date.now() + clockOffset - ts > FRESH_MS) return "";
  const [previous, last] = points.slice(-2);
  if (previous === undefined || last === undefined || previous.spread === last.spread)
    return "flash";
  return last.spread > previous.spread ? "flash increased" : "flash decreased";
}
