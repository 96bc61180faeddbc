// How long a push takes, over time.

import { useMemo } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { pointsOf, type History } from "../stats/history.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";

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
      <p className="quiet">{t.fanOutHint}</p>
    </Card>
  );
}
