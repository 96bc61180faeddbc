// The library's chart, in the colours that the page has now.

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

/** A scale ends no lower: a line of zeros lies on the ground. */
const LEAST_SCALE = 4;

export interface Drawing {
  readonly chart: IChartApi;
  readonly series: readonly ISeriesApi<"Line">[];
}

/** `palette` holds an element for each line, in the line's colour. */
export function draw(
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
    // The page scrolls over it, by finger and by wheel.
    handleScroll: false,
    handleScale: false,
  });
  const series = palette.map((element) =>
    chart.addSeries(LineSeries, {
      color: getComputedStyle(element).color,
      lineWidth: 2,
      lastValueVisible: false,
      priceLineVisible: false,
      priceFormat: { type: "custom", formatter: format, minMove: 0.1 },
      autoscaleInfoProvider: fromZero,
    }),
  );
  return { chart, series };
}

export function show(series: ISeriesApi<"Line">, points: readonly Point[]): void {
  // SAFETY: the library's brand for Unix seconds.
  series.setData(points.map((point) => ({ ...point, time: point.time as UTCTimestamp })));
}

/** Counts and times begin at 0: a scale that doesn't makes a ripple look like a storm. */
function fromZero(own: () => { priceRange: { maxValue: number } | null } | null) {
  const most = own()?.priceRange?.maxValue ?? 0;
  return { priceRange: { minValue: 0, maxValue: Math.max(LEAST_SCALE, most) } };
}

function clockOf(time: Time): string {
  return clockTime(Number(time) * 1_000);
}
