// The producers that said how often they post, and when they last did.

import type { ReactNode } from "react";
import type { Stats } from "./stats.ts";
import { useTexts } from "./texts/use-texts.ts";

export function Producers({ sources }: Pick<Stats, "sources">): ReactNode {
  const texts = useTexts();
  const rows = Object.entries(sources);
  return (
    <section className="card">
      <h2>{texts.sources}</h2>
      {rows.length === 0 && <p className="quiet">{texts.noSources}</p>}
      <ul className="sources">
        {rows.map(([name, { state, last_at: lastAt }]) => (
          <li key={name}>
            <span>{name}</span> <b className={state}>{texts.source[state]}</b>
            <small className="quiet">
              {texts.lastPost}: {lastAt === null ? texts.never : new Date(lastAt).toLocaleString()}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
