// Who is connected, over time: all of them, by dialect, or by where they reach the platform.

import { useId, useMemo, useState } from "react";
import { LineChart } from "../chart/line-chart.tsx";
import { LINE_COLOURS, type Line } from "../chart/line.ts";
import { pointsOf, type History } from "../history.ts";
import { placePointsOf, placesOf, type Split } from "../places.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";
import type { Texts } from "../texts/en.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import { Places } from "./places.tsx";

type View = "total" | Split;

const VIEWS: readonly View[] = ["total", "sockets_by_dialect", "sockets_by_location"];

interface Props {
  readonly history: History;
  readonly stats: HubStats;
}

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
          <legend className="hidden-text">{t.splitBy}</legend>
          {VIEWS.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={name}
                checked={view === each}
                onChange={() => setView(each)}
              />
              <span>{t.split[each]}</span>
            </label>
          ))}
        </fieldset>
      }
    >
      <LineChart title={t.connections} lines={lines} format={t.number} />
      <div className="split">
        <Places title={t.split.sockets_by_dialect} places={placesOf(stats, "sockets_by_dialect")} />
        <Places
          title={t.split.sockets_by_location}
          places={placesOf(stats, "sockets_by_location")}
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
    case "sockets_by_dialect":
    case "sockets_by_location":
      return placesOf(stats, view)
        .slice(0, LINE_COLOURS)
        .map(({ name }) => ({ name, points: placePointsOf(history, view, name) }));
  }
}
