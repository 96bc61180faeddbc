// The selected signal, with its chart and all fields.

import { lazy, Suspense, useRef, type ReactNode } from "react";
import type { OpenSignal } from "../../../client/index.ts";
import { useBoardFeed } from "../feed/board-feed.ts";
import { coinOf, fieldsOf, isOpen, sideOf, spreadText } from "../feed/signal-fields.ts";
import { useTexts } from "../texts/use-texts.ts";

/** The chart's library is larger than the rest of the page, so the first selection loads it. */
const SignalChart = lazy(async () => {
  const { SignalChart } = await import("./signal-chart.tsx");
  return { default: SignalChart };
});

interface DetailProps {
  /** The signal now. `undefined` once it has left the feed or the filter. */
  readonly signal: OpenSignal | undefined;
  readonly onClose: () => void;
}

/** Shows the signal's last known state after it has ended. */
export function SignalDetail({ signal, onClose }: DetailProps): ReactNode {
  const texts = useTexts();
  const { history } = useBoardFeed();
  const last = useRef(signal);
  if (signal !== undefined) last.current = signal;
  const shown = last.current;
  if (shown === undefined) return null;
  const ended = signal === undefined || !isOpen(signal);
  return (
    <aside
      className="detail card"
      aria-label={texts.details}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      <header>
        <h2>
          {coinOf(shown)} <span className="muted">{texts.typeName(shown.signal_type)}</span>
        </h2>
        <button type="button" onClick={onClose}>
          {texts.close}
        </button>
      </header>
      <p className="now">
        <span>{sideOf(shown)}</span> <b className="digits">{spreadText(shown) ?? "–"}</b>
      </p>
      {ended && <p className="problem">{texts.ended}</p>}
      <Suspense fallback={<div className="chart-placeholder" />}>
        <SignalChart coin={coinOf(shown)} points={history.of(shown.key)} />
      </Suspense>
      <h3>{texts.fields}</h3>
      <dl>
        {fieldsOf(shown.raw).map(({ name, text }) => (
          <div key={name}>
            <dt className="muted">{name}</dt>
            <dd className="digits">{text}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
