// A chart of lines over time, and a table with the same lines in figures.

import { useEffect, useRef } from "react";
import { extentOf, type Extent, type Point } from "../stats/history.ts";
import { useTexts } from "../texts/use-texts.ts";
import { useDark } from "../../shared/preferences.ts";
import { drawChart, setPoints, type Drawing } from "./draw-chart.ts";
import "./chart.css";

/** One line of a chart. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

/** The number of colours in chart.css. A chart has at most as many lines. */
export const LINE_COLOURS = 6;

interface Props {
  readonly title: string;
  /** Another array when a point was added. */
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** Draws the chart anew when the lines' names or the theme change, and only sets points otherwise. */
export function LineChart({ title, lines, format }: Props) {
  const t = useTexts();
  const dark = useDark();
  const host = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLTableSectionElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const names = lines.map(({ name }) => name).join("\n");

  useEffect(() => {
    if (host.current === null || legend.current === null) return;
    const drawn = drawChart(host.current, [...legend.current.querySelectorAll(".swatch")], format);
    drawing.current = drawn;
    return () => {
      drawing.current = null;
      drawn.chart.remove();
    };
  }, [names, dark, format]);

  useEffect(() => {
    const drawn = drawing.current;
    if (drawn === null) return;
    for (const [index, series] of drawn.series.entries())
      setPoints(series, lines[index]?.points ?? []);
    drawn.chart.timeScale().fitContent();
  }, [lines, dark, format]);

  return (
    <figure className="line-chart">
      {/* Screen readers get the table instead. */}
      <div className="canvas" ref={host} aria-hidden="true" />
      <table>
        <caption className="visually-hidden">{t.overTime(title)}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t.line}</span>
            </th>
            <th scope="col">{t.now}</th>
            <th scope="col">{t.min}</th>
            <th scope="col">{t.max}</th>
          </tr>
        </thead>
        <tbody ref={legend}>
          {lines.map(({ name, points }, index) => (
            <tr key={name}>
              <th scope="row">
                <span className={`swatch line-${index % LINE_COLOURS}`} aria-hidden="true" />
                {name}
              </th>
              <Figures extent={extentOf(points)} format={format} />
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

interface FiguresProps {
  readonly extent: Extent | null;
  readonly format: (value: number) => string;
}

function Figures({ extent, format }: FiguresProps) {
  const { unknown } = useTexts();
  const text = (value: number | null) => (value === null ? unknown : format(value));
  return (
    <>
      <td className="digits">{text(extent?.now ?? null)}</td>
      <td className="digits">{text(extent?.min ?? null)}</td>
      <td className="digits">{text(extent?.max ?? null)}</td>
    </>
  );
}
