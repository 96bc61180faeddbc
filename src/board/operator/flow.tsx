// What flows through the hub: how much, how quick, and who can't keep up.

import { useMemo, type ReactNode } from "react";
import { figure } from "./figure.ts";
import { Figures } from "./figures.tsx";
import { latestRate, ratePointsOf, type History } from "./history.ts";
import { LineChart } from "./line-chart.tsx";
import type { Stats } from "./stats.ts";
import { useTexts } from "./texts/use-texts.ts";

interface Watching {
  readonly stats: Stats;
  readonly history: History;
}

export function Flow({ stats, history }: Watching): ReactNode {
  const texts = useTexts();
  const lines = useMemo(
    () => [{ name: texts.rate, points: ratePointsOf(history, ({ seq }) => seq) }],
    [history, texts],
  );
  const { p50, p99 } = stats.push_ms;
  return (
    <section className="card">
      <h2>{texts.flow}</h2>
      <dl className="headline">
        <div>
          <dt className="line-0">{texts.rate}</dt>
          <dd className="digits">{figure(latestRate(history, ({ seq }) => seq))}</dd>
        </div>
        <div>
          <dt>{texts.head}</dt>
          <dd className="digits">{stats.seq}</dd>
        </div>
      </dl>
      <LineChart lines={lines} />
      <Figures
        of={[
          {
            name: texts.deliveryRate,
            value: figure(latestRate(history, ({ deliveries }) => deliveries)),
          },
          { name: texts.push, value: texts.milliseconds(figure(p50), figure(p99)) },
          { name: texts.behind, value: String(stats.behind) },
          { name: texts.lag, value: String(stats.lag) },
          { name: texts.slowClosed, value: String(stats.slow_closed) },
          { name: texts.gathered, value: String(stats.gathered) },
          { name: texts.openSignals, value: String(stats.signals) },
        ]}
      />
    </section>
  );
}
