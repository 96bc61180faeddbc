// The card for published and delivered messages, as rates over time and as totals.

import { useMemo } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { ratePointsOf, type History } from "../stats/history.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card, Figures } from "./card.tsx";

interface Props {
  readonly history: History;
  readonly stats: HubStats;
}

/** Charts rates per second. The totals count since the log began. */
export function PublishingCard({ history, stats }: Props) {
  const t = useTexts();
  const lines = useMemo(
    () => [
      { name: t.messages, points: ratePointsOf(history, ({ messages }) => messages) },
      {
        name: t.publishRequests,
        points: ratePointsOf(history, ({ publications }) => publications),
      },
      { name: t.deliveries, points: ratePointsOf(history, ({ deliveries }) => deliveries) },
    ],
    [history, t],
  );
  return (
    <Card title={t.publishing}>
      <LineChart title={t.publishing} lines={lines} format={t.perSecond} />
      <Figures
        title={t.sinceLogBegan}
        figures={[
          [t.messages, t.number(stats.messages)],
          [t.publishRequests, t.number(stats.publications)],
          [t.deliveries, t.number(stats.deliveries)],
        ]}
      />
    </Card>
  );
}
