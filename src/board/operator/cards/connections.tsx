// The card for connections over time, in total, by subprotocol or by location.

import { useId, useMemo, useState } from "react";
import { LINE_COLOURS, LineChart, type Line } from "../chart/line-chart.tsx";
import { pointsOf, type History } from "../stats/history.ts";
import { breakdownPointsOf, breakdownOf, type BreakdownKey } from "../stats/breakdown.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import type { Texts } from "../texts/en.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import { Breakdown } from "./breakdown.tsx";

type View = "total" | BreakdownKey;

const VIEWS: readonly View[] = ["total", "sockets_by_subprotocol", "sockets_by_location"];

interface Props {
  readonly history: History;
  readonly stats: HubStats;
}

/** Charts one of the views, with both breakdowns under it. */
export function ConnectionsCard({ history, stats }: Props) {
  const t = useTexts();
  const [view, setView] = useState<View>("total");
  const name = useId();
  const lines = useMemo(() => linesOf(history, stats, view, t), [history, stats, view, t]);
  return (
    <Card
      title={t.connections}
      width="two"
      aside={
        <fieldset className="choice">
          <legend className="visually-hidden">{t.breakdownBy}</legend>
          {VIEWS.map((option) => (
            <label key={option}>
              <input
                type="radio"
                name={name}
                checked={view === option}
                onChange={() => setView(option)}
              />
              <span>{t.breakdown[option]}</span>
            </label>
          ))}
        </fieldset>
      }
    >
      <LineChart title={t.connections} lines={lines} format={t.number} />
      <div className="breakdowns">
        <Breakdown
          title={t.breakdown.sockets_by_subprotocol}
          entries={breakdownOf(stats, "sockets_by_subprotocol")}
        />
        <Breakdown
          title={t.breakdown.sockets_by_location}
          entries={breakdownOf(stats, "sockets_by_location")}
        />
      </div>
    </Card>
  );
}

function linesOf(history: History, stats: HubStats, view: View, t: Texts): readonly Line[] {
  switch (view) {
    case "total":
      return [
        { name: t.sockets, points: pointsOf(history, ({ sockets }) => sockets) },
        { name: t.users, points: pointsOf(history, ({ users }) => users) },
      ];
    case "sockets_by_subprotocol":
    case "sockets_by_location":
      return breakdownOf(stats, view)
        .slice(0, LINE_COLOURS)
        .map(({ name }) => ({ name, points: breakdownPointsOf(history, view, name) }));
  }
}
