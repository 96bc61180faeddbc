// All about the chosen signal: its chart and every field that its producer sent.

import { lazy, Suspense, useRef, type ReactNode } from "react";
import type { OpenSignal } from "../../../client/index.ts";
import { isOpen } from "../feed/open-signals.ts";
import { fieldsOf } from "../feed/signal-fields.ts";
import { coinOf, sideOf, spreadText } from "../feed/signal-texts.ts";
import { useTexts } from "../texts/use-texts.ts";
import { useBoardFeed } from "../feed/use-board.ts";

/** The chart's library is larger than all the rest: it is loaded when a chart is first asked for. */
const SignalChart = lazy(async () => {
  const { SignalChart } = await import("./signal-chart.tsx");
  return { default: SignalChart };
});

interface DetailProps {
  /** The signal as it is now; `undefined` when it has left the feed, or the filter. */
  readonly signal: OpenSignal | undefined;
  readonly onClose: () => void;
}

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
          {coinOf(shown)} <span className="quiet">{texts.typeName(shown.signal_type)}</span>
        </h2>
        <button type="button" onClick={onClose}>
          {texts.close}
        </button>
      </header>
      <p className="now">
        <span>{sideOf(shown)}</span> <b className="digits">{spreadText(shown) ?? "–"}</b>
      </p>
      {ended && <p className="problem">{texts.ended}</p>}
      <Suspense fallback={<div className="chart-place" />}>
        <SignalChart coin={coinOf(shown)} points={history.of(shown.key)} />
      </Suspense>
      <h3>{texts.fields}</h3>
      <dl>
        {fieldsOf(shown.raw).map(({ name, text }) => (
          <div key={name}>
            <dt className="quiet">{name}</dt>
            <dd className="digits">{text}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
