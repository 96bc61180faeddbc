// The table of open signals, newest first, as an ARIA grid. Only visible rows are in the DOM.

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
import { useBoardFeed } from "../feed/board-feed.ts";
import { SignalRow } from "./signal-row.tsx";
import { focusAfterKey } from "./table-keys.ts";
import { useTexts } from "../texts/use-texts.ts";

/** Pixels, the same as in table.css. */
const ROW_HEIGHT = 48;

/** Rows rendered above and below the visible ones. A quick scroll then shows no holes. */
const OVERSCAN = 12;

const COLUMNS = ["coin", "type", "side", "spread", "trend", "age", "changed"] as const;

interface TableProps {
  readonly signals: readonly OpenSignal[];
  /** The key of the selected signal. */
  readonly selected: string | null;
  readonly onSelect: (key: string | null) => void;
}

/** A virtual list. Rows keep their place on the screen while new ones arrive above them. */
export function SignalTable({ signals, selected, onSelect }: TableProps): ReactNode {
  const texts = useTexts();
  const { history } = useBoardFeed();
  const clockOffset = useSignalClient().latency.clockOffset ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [scrolled, setScrolled] = useState(false);
  const focusPending = useRef(false);
  const found = signals.findIndex(({ key }) => key === active);
  const activeIndex = Math.max(0, found);

  const rows = useVirtualizer({
    count: signals.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => signals[index]?.key ?? index,
    overscan: OVERSCAN,
    // At the top, new rows push the others down. Further below, the visible rows stay in place.
    anchorTo: scrolled ? "end" : "start",
    // The focused row stays in the DOM when it is out of view. Removing it would lose the focus.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      const missing = activeIndex < range.count && !visible.includes(activeIndex);
      return missing ? [...visible, activeIndex].toSorted((a, b) => a - b) : visible;
    },
  });

  useEffect(() => {
    if (!focusPending.current || active === null) return;
    focusPending.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(active)}"]`)?.focus();
  }, [active]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onSelect(signals[activeIndex]?.key ?? null);
      return;
    }
    if (event.key === "Escape") onSelect(null);
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1;
    const next = focusAfterKey(event.key, { from: activeIndex, count: signals.length, page });
    if (next === null) return;
    event.preventDefault();
    rows.scrollToIndex(next);
    focusPending.current = true;
    setActive(signals[next]?.key ?? null);
  }

  function onClick({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
    const key = row?.dataset["key"];
    if (key === undefined) return;
    setActive(key);
    onSelect(key);
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
                selected={signal.key === selected}
                clockOffset={clockOffset}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
