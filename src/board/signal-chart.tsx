// The chosen signal's spread over time.

import {
  ColorType,
  createChart,
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef, type ReactNode } from "react";
import { chartPoints } from "./chart-points.ts";
import { isDark, usePreferences } from "./preferences.ts";
import type { SpreadPoint } from "./spread-history.ts";
import { useTexts } from "./texts/use-texts.ts";

interface ChartProps {
  readonly coin: string;
  /** Another array when there is one more. */
  readonly points: readonly SpreadPoint[];
}

export function SignalChart({ coin, points }: ChartProps): ReactNode {
  const texts = useTexts();
  const dark = isDark(usePreferences());
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ readonly chart: IChartApi; readonly line: ISeriesApi<"Line"> }>(null);

  useEffect(() => {
    if (box.current === null) return;
    const chart = createChart(box.current, {
      autoSize: true,
      layout: { attributionLogo: false },
      timeScale: { timeVisible: true, secondsVisible: true },
      localization: { timeFormatter: clockTime },
    });
    drawn.current = { chart, line: chart.addSeries(LineSeries, { lineWidth: 2 }) };
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, []);

  useEffect(() => {
    if (box.current === null || drawn.current === null) return;
    const style = getComputedStyle(box.current);
    const { chart, line } = drawn.current;
    chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: style.color,
        fontFamily: style.fontFamily,
      },
      grid: {
        vertLines: { color: style.borderColor },
        horzLines: { color: style.borderColor },
      },
    });
    chart.priceScale("right").applyOptions({ borderColor: style.borderColor });
    chart.timeScale().applyOptions({ borderColor: style.borderColor });
    line.applyOptions({ color: style.accentColor });
  }, [dark]);

  useEffect(() => {
    const { chart, line } = drawn.current ?? {};
    // SAFETY: its times are Unix seconds, each greater than the one before.
    line?.setData(chartPoints(points) as { readonly time: UTCTimestamp; readonly value: number }[]);
    chart?.timeScale().fitContent();
  }, [points]);

  const spreads = points.map(({ spread }) => spread);
  const told = texts.chartTold(
    points.length,
    String(Math.min(...spreads)),
    String(Math.max(...spreads)),
    String(spreads.at(-1)),
  );
  return (
    <figure className="chart">
      <figcaption className="hidden-text">
        {texts.chart(coin)}: {points.length === 0 ? "–" : told}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

/** Of this place, as all other times on the page. */
function clockTime(time: unknown): string {
  return typeof time === "number" ? new Date(time * 1_000).toLocaleTimeString() : "";
}
