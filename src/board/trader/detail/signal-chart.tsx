// The chart of the selected signal's spread over time, drawn by lightweight-charts.

import {
  ColorType,
  createChart,
  LineSeries,
  type DeepPartial,
  type IChartApi,
  type ISeriesApi,
  type TimeChartOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, type ReactNode } from "react";
import { useDark } from "../../shared/preferences.ts";
import { chartPoints, type SpreadPoint } from "../feed/spread-history.ts";
import { useTexts } from "../texts/use-texts.ts";

/** The library's logo brings an inline style sheet, and the page's policy forbids it. The footer names the library. */
const CHART_OPTIONS: DeepPartial<TimeChartOptions> = {
  autoSize: true,
  layout: { attributionLogo: false },
  timeScale: { timeVisible: true, secondsVisible: true },
  localization: { timeFormatter: clockTime },
};

interface ChartProps {
  readonly coin: string;
  /** Another array when a point was added. */
  readonly points: readonly SpreadPoint[];
}

/** Creates the chart once. A new theme changes its colours, and new points its line. */
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
    // SAFETY: `UTCTimestamp` is the library's brand for Unix seconds.
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
      <figcaption className="visually-hidden">
        {texts.chart(coin)}: {points.length === 0 ? "–" : summary}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

/** Takes text, lines and background from the box's style. Returns that style for the series. */
function applyTheme(chart: IChartApi, box: Element): CSSStyleDeclaration {
  const style = getComputedStyle(box);
  const { color: textColor, fontFamily, borderColor } = style;
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor,
      fontFamily,
    },
    grid: { vertLines: { color: borderColor }, horzLines: { color: borderColor } },
  });
  chart.priceScale("right").applyOptions({ borderColor });
  chart.timeScale().applyOptions({ borderColor });
  return style;
}

/** A time in the browser's own zone and language, as elsewhere on the page. */
function clockTime(time: unknown): string {
  return typeof time === "number" ? new Date(time * 1_000).toLocaleTimeString() : "";
}
