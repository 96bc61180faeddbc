// The producers that said how often they post: live, late or down.

import { dayAndTime } from "../clock-time.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";

interface Props {
  readonly sources: HubStats["sources"];
  /** When this was told, Unix milliseconds. */
  readonly at: number;
}

export function SourcesCard({ sources, at }: Props) {
  const t = useTexts();
  const rows = Object.entries(sources).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Card title={t.sources}>
      {rows.length === 0 ? (
        <p className="quiet">{t.noSources}</p>
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
