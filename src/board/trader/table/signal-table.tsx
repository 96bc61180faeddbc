// The open signals, newest first. Only the rows in sight exist; what is being read stays where it is.

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from "react";
import type { OpenSignal } from "../../../client/index.ts";
import { useSignalClient } from "../../../client/react/index.ts";
import { SignalRow } from "./signal-row.tsx";
import { stepOf } from "./table-keys.ts";
import { useTexts } from "../texts/use-texts.ts";
import { useBoardFeed } from "../feed/use-board.ts";

/** As the style sheet has it, pixels. */
const ROW_HEIGHT = 48;

/** Rows above and below those in sight, so that a quick scroll shows no holes. */
const OVERSCAN = 12;

const COLUMNS = ["coin", "type", "side", "spread", "trend", "age", "changed"] as const;

interface TableProps {
  readonly signals: readonly OpenSignal[];
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

export function SignalTable({ signals, chosen, onChoose }: TableProps): ReactNode {
  const texts = useTexts();
  const { history } = useBoardFeed();
  const clockOffset = useSignalClient().latency.clockOffset ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [scrolled, setScrolled] = useState(false);
  const focusWanted = useRef(false);
  const found = signals.findIndex(({ key }) => key === active);
  const activeIndex = Math.max(0, found);

  const rows = useVirtualizer({
    count: signals.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => signals[index]?.key ?? index,
    overscan: OVERSCAN,
    // At the top new rows push the others down; below it, the row that is read keeps its place.
    anchorTo: scrolled ? "end" : "start",
    // The row with the focus exists even out of sight: the focus would be lost with it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      const missing = activeIndex < range.count && !shown.includes(activeIndex);
      return missing ? [...shown, activeIndex].toSorted((a, b) => a - b) : shown;
    },
  });

  useEffect(() => {
    if (!focusWanted.current || active === null) return;
    focusWanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(active)}"]`)?.focus();
  }, [active]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onChoose(signals[activeIndex]?.key ?? null);
      return;
    }
    if (event.key === "Escape") onChoose(null);
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1;
    const step = stepOf(event.key, { from: activeIndex, count: signals.length, page });
    if (step === null) return;
    event.preventDefault();
    rows.scrollToIndex(step);
    focusWanted.current = true;
    setActive(signals[step]?.key ?? null);
  }

  function onClick({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
    const key = row?.dataset["key"];
    if (key === undefined) return;
    setActive(key);
    onChoose(key);
  }

  return (
    <div
      ref={scroller}
      role="grid"
      className="table card"
      aria-label={texts.title}
      aria-rowcount={signals.length + 1}
      onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="row" className="row head" aria-rowindex={1}>
        {COLUMNS.map((column) => (
          <span key={column} role="columnheader" className={column}>
            {texts[column]}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const signal = signals[index];
          return (
            signal && (
              <SignalRow
                key={signal.key}
                signal={signal}
                points={history.of(signal.key)}
                index={index}
                top={start}
                active={index === activeIndex}
                chosen={signal.key === chosen}
                clockOffset={clockOffset}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
