// The card for the producers with an expected interval.

import { dayAndTime } from "../clock-time.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";

interface Props {
  readonly sources: HubStats["sources"];
  /** The time of the sample, Unix milliseconds. */
  readonly at: number;
}

/** A table with each producer's state and last publish. */
export function SourcesCard({ sources, at }: Props) {
  const t = useTexts();
  const rows = Object.entries(sources).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Card title={t.sources}>
      {rows.length === 0 ? (
        <p className="muted">{t.noSources}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.source}</th>
              <th scope="col">{t.state}</th>
              <th scope="col">{t.lastPublish}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, { state, last_at: lastAt }]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className={`state ${state}`}>{t.states[state]}</td>
                <td className="digits">
                  {lastAt === null ? t.never : dayAndTime(Date.parse(lastAt), at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
