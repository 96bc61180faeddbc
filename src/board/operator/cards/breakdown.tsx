// The sockets of each subprotocol or location, as figures with bars.

import type { BreakdownEntry } from "../stats/breakdown.ts";
import { useTexts } from "../texts/use-texts.ts";

interface Props {
  readonly title: string;
  readonly entries: readonly BreakdownEntry[];
}

/** A list with a bar for each entry, relative to the largest. */
export function Breakdown({ title, entries }: Props) {
  const t = useTexts();
  const largest = Math.max(1, ...entries.map(({ sockets }) => sockets));
  return (
    <div className="breakdown">
      <h3>{title}</h3>
      {entries.length === 0 ? (
        <p className="muted">{t.noConnections}</p>
      ) : (
        <dl>
          {entries.map(({ name, sockets }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="digits">
                {t.number(sockets)}
                <span className="bar" style={{ inlineSize: `${(sockets / largest) * 100}%` }} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
