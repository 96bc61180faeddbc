// Who is connected: how many, over time, by what and from where.

import { useMemo, type ReactNode } from "react";
import { Figures } from "./figures.tsx";
import { pointsOf, type History } from "./history.ts";
import { LineChart } from "./line-chart.tsx";
import type { Stats } from "./stats.ts";
import { useTexts } from "./texts/use-texts.ts";

interface Watching {
  readonly stats: Stats;
  readonly history: History;
}

export function Connections({ stats, history }: Watching): ReactNode {
  const texts = useTexts();
  const lines = useMemo(
    () => [
      { name: texts.sockets, points: pointsOf(history, ({ sockets }) => sockets) },
      { name: texts.users, points: pointsOf(history, ({ users }) => users) },
    ],
    [history, texts],
  );
  return (
    <section className="card">
      <h2>{texts.connections}</h2>
      <dl className="headline">
        <div>
          <dt className="line-0">{texts.sockets}</dt>
          <dd className="digits">{stats.sockets}</dd>
        </div>
        <div>
          <dt className="line-1">{texts.users}</dt>
          <dd className="digits">{stats.users}</dd>
        </div>
      </dl>
      <LineChart lines={lines} />
      <div className="halves">
        <Breakdown title={texts.byDialect} counts={stats.sockets_by_dialect} />
        <Breakdown title={texts.byLocation} counts={stats.sockets_by_location} />
      </div>
    </section>
  );
}

/** The largest first. */
function Breakdown({
  title,
  counts,
}: {
  readonly title: string;
  readonly counts: Readonly<Record<string, number>>;
}): ReactNode {
  const rows = Object.entries(counts).toSorted(([, one], [, other]) => other - one);
  return (
    <div>
      <h3>{title}</h3>
      <Figures of={rows.map(([name, count]) => ({ name, value: String(count) }))} />
      {rows.length === 0 && <p className="quiet">–</p>}
    </div>
  );
}
