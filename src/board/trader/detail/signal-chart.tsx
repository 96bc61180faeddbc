// The chosen signal's spread over time.

import {
  createChart,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, type ReactNode } from "react";
import { CHART_OPTIONS, applyTheme } from "./chart-theme.ts";
import { chartPoints } from "./chart-points.ts";
import { useDark } from "../../shared/use-dark.ts";
import type { SpreadPoint } from "../feed/spread-history.ts";
import { useTexts } from "../texts/use-texts.ts";

interface ChartProps {
  readonly coin: string;
  /** Another array when there is one more. */
  readonly points: readonly SpreadPoint[];
}

export function SignalChart({ coin, points }: ChartProps): ReactNode {
  const texts = useTexts();
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ readonly chart: IChartApi; readonly line: ISeriesApi<"Line"> }>(null);

  useEffect(() => {
    if (box.current === null) return;
    const chart = createChart(box.current, CHART_OPTIONS);
    drawn.current = { chart, line: chart.addSeries(LineSeries, { lineWidth: 2 }) };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, []);

  useEffect(() => {
    if (box.current === null || drawn.current === null) return;
    const { chart, line } = drawn.current;
    line.applyOptions({ color: applyTheme(chart, box.current).accentColor });
  }, [dark]);

  useEffect(() => {
    const { chart, line } = drawn.current ?? {};
    // SAFETY: its times are Unix seconds, each greater than the one before.
    line?.setData(chartPoints(points) as { readonly time: UTCTimestamp; readonly value: number }[]);
    chart?.timeScale().fitContent();
  }, [points]);

  const spreads = points.map(({ spread }) => spread);
  const summary = texts.chartSummary(
    points.length,
    String(Math.min(...spreads)),
    String(Math.max(...spreads)),
    String(spreads.at(-1)),
  );
  return (
    <figure className="chart">
      <figcaption className="hidden-text">
        {texts.chart(coin)}: {points.length === 0 ? "–" : summary}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}
