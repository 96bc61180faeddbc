// Lines over time: a picture for the eye, and a table that says the same in figures.

import { useEffect, useRef } from "react";
import { extentOf, type Extent } from "../stats/history.ts";
import { useTexts } from "../texts/use-texts.ts";
import { useDark } from "../../shared/use-dark.ts";
import { draw, show, type Drawing } from "./draw-chart.ts";
import "./chart.css";
import { LINE_COLOURS, type Line } from "./line.ts";

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

export function LineChart({ title, lines, format }: Props) {
  const t = useTexts();
  const dark = useDark();
  const host = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLTableSectionElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const names = lines.map(({ name }) => name).join("\n");

  useEffect(() => {
    if (host.current === null || legend.current === null) return;
    const drawn = draw(host.current, [...legend.current.querySelectorAll(".swatch")], format);
    drawing.current = drawn;
    return () => {
      drawing.current = null;
      drawn.chart.remove();
    };
  }, [names, dark, format]);

  useEffect(() => {
    const drawn = drawing.current;
    if (drawn === null) return;
    for (const [index, series] of drawn.series.entries()) show(series, lines[index]?.points ?? []);
    drawn.chart.timeScale().fitContent();
  }, [lines, dark, format]);

  return (
    <figure className="line-chart">
      {/* The table says it to those who can't see it. */}
      <div className="canvas" ref={host} aria-hidden="true" />
      <table>
        <caption className="hidden-text">{t.overTime(title)}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">{t.line}</span>
            </th>
            <th scope="col">{t.now}</th>
            <th scope="col">{t.least}</th>
            <th scope="col">{t.most}</th>
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
      <td className="digits">{text(extent?.least ?? null)}</td>
      <td className="digits">{text(extent?.most ?? null)}</td>
    </>
  );
}
