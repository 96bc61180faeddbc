// The card for the duration of a flush over time.

import { useMemo } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { pointsOf, type History } from "../stats/history.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";

/** Charts the median and the 99th percentile of the flushes, in milliseconds. */
export function FanOutCard({ history }: { readonly history: History }) {
  const t = useTexts();
  const lines = useMemo(
    () => [
      { name: t.median, points: pointsOf(history, ({ flush_ms: { p50 } }) => p50) },
      { name: t.p99, points: pointsOf(history, ({ flush_ms: { p99 } }) => p99) },
    ],
    [history, t],
  );
  return (
    <Card title={t.fanOut}>
      <LineChart title={t.fanOut} lines={lines} format={t.milliseconds} />
      <p className="muted">{t.fanOutHint}</p>
    </Card>
  );
}
