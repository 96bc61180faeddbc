// The lines of one chart, drawn by lightweight-charts in the colours of the page.

import {
  createChart,
  LineSeries,
  TickMarkType,
  type IChartApi,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { clockTime } from "../clock-time.ts";
import type { Point } from "../stats/history.ts";

/** The least upper end of the scale. A line of zeros then lies at the bottom and not in the middle. */
const MIN_SCALE_TOP = 4;

/** A chart with one series for each line. */
export interface Drawing {
  readonly chart: IChartApi;
  readonly series: readonly ISeriesApi<"Line">[];
}

/** Draws empty lines into `host`. `palette` has one element for each line, in the line's CSS colour. */
export function drawChart(
  host: HTMLElement,
  palette: readonly Element[],
  format: (value: number) => string,
): Drawing {
  const { color, borderColor } = getComputedStyle(host);
  const chart = createChart(host, {
    autoSize: true,
    layout: { background: { color: "transparent" }, textColor: color, attributionLogo: false },
    grid: { vertLines: { visible: false }, horzLines: { color: borderColor } },
    rightPriceScale: {
      borderVisible: false,
      entireTextOnly: true,
      scaleMargins: { top: 0.12, bottom: 0.06 },
    },
    timeScale: {
      borderVisible: false,
      fixLeftEdge: true,
      fixRightEdge: true,
      timeVisible: true,
      allowBoldLabels: false,
      tickMarkFormatter: (time: Time, mark: TickMarkType) =>
        mark === TickMarkType.TimeWithSeconds ? clockOf(time) : clockOf(time).slice(0, 5),
    },
    localization: { timeFormatter: clockOf },
    // Fingers and wheels over the chart scroll the page.
    handleScroll: false,
    handleScale: false,
  });
  const series = palette.map((element) =>
    chart.addSeries(LineSeries, {
      color: getComputedStyle(element).color,
      lineWidth: 2,
      lastValueVisible: false,
      priceLineVisible: false,
      priceFormat: { type: "custom", formatter: format },
      autoscaleInfoProvider: fromZero,
    }),
  );
  return { chart, series };
}

/** Replaces the points of a line. Their times must grow. */
export function setPoints(series: ISeriesApi<"Line">, points: readonly Point[]): void {
  // SAFETY: `UTCTimestamp` is the library's brand for Unix seconds.
  series.setData(points.map((point) => ({ ...point, time: point.time as UTCTimestamp })));
}

/** The scale begins at 0. Another start would make small changes look large. */
function fromZero(own: () => { priceRange: { maxValue: number } | null } | null) {
  const max = own()?.priceRange?.maxValue ?? 0;
  return { priceRange: { minValue: 0, maxValue: Math.max(MIN_SCALE_TOP, max) } };
}

function clockOf(time: Time): string {
  return clockTime(Number(time) * 1_000);
}
