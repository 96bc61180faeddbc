// One open signal in the table.

import { memo, type ReactNode } from "react";
import type { OpenSignal } from "../../../client/index.ts";
import { relativeTime } from "../relative-time.ts";
import { useNow } from "../clock.ts";
import { coinOf, createdAt, sideOf, spreadText } from "../feed/signal-texts.ts";
import { Sparkline } from "./sparkline.tsx";
import type { SpreadPoint } from "../feed/spread-history.ts";
import { useTexts } from "../texts/use-texts.ts";

/** A change is shown as one for this long after it was stored: milliseconds. */
const FRESH_MS = 2_000;

export interface RowProps {
  readonly signal: OpenSignal;
  readonly points: readonly SpreadPoint[];
  /** In the whole table, from 0. */
  readonly index: number;
  /** Pixels from the top of the table's rows. */
  readonly top: number;
  /** Whether the keyboard's focus comes here. */
  readonly active: boolean;
  readonly chosen: boolean;
  /** What the service's clock shows more than this one, milliseconds. */
  readonly clockOffset: number;
}

/** Rendered again when its own signal, place or choice changed; its ages tick by themselves. */
export const SignalRow = memo(function SignalRow(props: RowProps): ReactNode {
  const { signal, points, index, top, active, chosen, clockOffset } = props;
  const texts = useTexts();
  const side = sideOf(signal);
  return (
    <div
      role="row"
      className="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={active ? 0 : -1}
      data-key={signal.key}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className="coin">
        <b>{coinOf(signal)}</b>
        <small className="quiet">{texts.typeName(signal.signal_type)}</small>
      </span>
      <span role="gridcell" className="type quiet">
        {texts.typeName(signal.signal_type)}
      </span>
      <span role="gridcell" className={`side ${sideTone(side)}`}>
        {side}
      </span>
      <span role="gridcell" className="spread digits">
        {/* Another key is another element: its animation begins anew. */}
        <span key={signal.seq} className={changeTone(signal, points, clockOffset)}>
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

function sideTone(side: string): string {
  if (side === "LONG") return "up";
  return side === "SHORT" ? "down" : "";
}

/** A change that is news flashes, upwards or downwards; what is scrolled into sight, or was missed, doesn't. */
function changeTone(
  { ts }: OpenSignal,
  points: readonly SpreadPoint[],
  clockOffset: number,
): string {
  if (Date.now() + clockOffset - ts > FRESH_MS) return "";
  const [previous, last] = points.slice(-2);
  if (previous === undefined || last === undefined || previous.spread === last.spread)
    return "flash";
  return last.spread > previous.spread ? "flash rose" : "flash fell";
}
