// Figures over time, as lines; and in words for those who don't see them.

import {
  createChart,
  LineSeries,
  type IChartApi,
  type LineData,
  type WhitespaceData,
} from "lightweight-charts";
import { useEffect, useRef, type ReactNode } from "react";
import { CHART, dress } from "../chart-look.ts";
import { isDark, usePreferences } from "../preferences.ts";
import type { Point } from "./history.ts";
import { figure } from "./figure.ts";
import { useTexts } from "./texts/use-texts.ts";

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

export function LineChart({ lines }: { readonly lines: readonly Line[] }): ReactNode {
  const texts = useTexts();
  const dark = isDark(usePreferences());
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<IChartApi>(null);
  const count = lines.length;

  useEffect(() => {
    if (box.current === null) return;
    const chart = createChart(box.current, CHART);
    for (let line = 0; line < count; line += 1) chart.addSeries(LineSeries, { lineWidth: 2 });
    drawn.current = chart;
    return () => {
      drawn.current = null;
      chart.remove();
    };
  }, [count]);

  useEffect(() => {
    if (box.current === null || drawn.current === null) return;
    const style = dress(drawn.current, box.current);
    for (const [index, series] of seriesOf(drawn.current).entries()) {
      series.applyOptions({ color: style.getPropertyValue(`--line-${index}`) });
    }
  }, [dark, count]);

  useEffect(() => {
    if (drawn.current === null) return;
    for (const [index, series] of seriesOf(drawn.current).entries()) {
      // SAFETY: history.ts gives Unix seconds, each greater than the one before.
      series.setData((lines[index]?.points ?? []) as (LineData | WhitespaceData)[]);
    }
    drawn.current.timeScale().fitContent();
  }, [lines]);

  return (
    <figure className="chart">
      <figcaption className="hidden-text">
        {lines.map((line) => `${line.name}: ${told(line, texts.chartTold)}`).join(". ")}
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

function seriesOf(chart: IChartApi) {
  return chart.panes().flatMap((pane) => pane.getSeries());
}

function told(
  { points }: Line,
  text: (count: number, lowest: string, highest: string, last: string) => string,
): string {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return "–";
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  return text(values.length, figure(lowest), figure(highest), figure(values.at(-1) ?? 0));
}
