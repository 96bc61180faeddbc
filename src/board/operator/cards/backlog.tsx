// The card for the log, and for the sockets that catch up from it.

import { useMemo } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { pointsOf, type History } from "../stats/history.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card, Figures } from "./card.tsx";

interface Props {
  readonly history: History;
  readonly stats: HubStats;
}

/** Charts lag and backlog, with the figures of log and database. */
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
      <p className="muted">{t.backlogHint}</p>
      <Figures
        figures={[
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
