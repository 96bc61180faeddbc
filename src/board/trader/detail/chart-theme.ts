// How charts look: as the place that they stand in, in both themes.

import {
  ColorType,
  type DeepPartial,
  type IChartApi,
  type TimeChartOptions,
} from "lightweight-charts";

/** What holds of every chart. Its logo would bring a style sheet of its own; the pages' footers name the library. */
export const CHART_OPTIONS: DeepPartial<TimeChartOptions> = {
  autoSize: true,
  layout: { attributionLogo: false },
  timeScale: { timeVisible: true, secondsVisible: true },
  localization: { timeFormatter: clockTime },
};

/** Gives the chart the text, lines and ground of its box; returns the box's style for the series. */
export function applyTheme(chart: IChartApi, box: Element): CSSStyleDeclaration {
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

/** Of this place, as all other times on the page. */
function clockTime(time: unknown): string {
  return typeof time === "number" ? new Date(time * 1_000).toLocaleTimeString() : "";
}
