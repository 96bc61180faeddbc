// The producers that said how often they post, and whether they do.

import type { ReactNode } from "react";
import { useSources } from "../../client/react/index.ts";
import { useTexts } from "./texts/use-texts.ts";

export function Sources(): ReactNode {
  const sources = Object.entries(useSources());
  const texts = useTexts();
  if (sources.length === 0) return null;
  return (
    <ul className="sources" aria-label={texts.sources}>
      {sources.map(([name, { state, last_at: lastAt }]) => (
        <li key={name} className={state} title={lastAt ?? undefined}>
          {name} <b>{texts.source[state]}</b>
        </li>
      ))}
    </ul>
  );
}
