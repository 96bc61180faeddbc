// Where the log is, and how far behind it the readers are.

import { useMemo } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { pointsOf, type History } from "../stats/history.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import { Facts } from "./facts.tsx";

interface Props {
  readonly history: History;
  readonly stats: HubStats;
}

export function BacklogCard({ history, stats }: Props) {
  const t = useTexts();
  const lines = useMemo(
    () => [
      { name: t.lag, points: pointsOf(history, ({ lag }) => lag) },
      {
        name: t.catchingUp,
        points: pointsOf(history, ({ catching_up: catchingUp }) => catchingUp),
      },
    ],
    [history, t],
  );
  return (
    <Card title={t.backlog}>
      <LineChart title={t.backlog} lines={lines} format={t.number} />
      <p className="quiet">{t.backlogHint}</p>
      <Facts
        facts={[
          [t.head, t.number(stats.seq)],
          [t.oldest, t.number(stats.oldest_seq)],
          [t.queued, t.number(stats.queued_messages)],
          [t.slowClosed, t.number(stats.slow_closed)],
          [t.signals, t.number(stats.signals)],
          [t.database, t.bytes(stats.database_bytes)],
        ]}
      />
    </Card>
  );
}
