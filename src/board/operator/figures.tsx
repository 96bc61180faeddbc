// A list of names and figures in a card.

import type { ReactNode } from "react";

export interface Figure {
  readonly name: string;
  readonly value: string;
}

export function Figures({ of }: { readonly of: readonly Figure[] }): ReactNode {
  return (
    <dl className="figures">
      {of.map(({ name, value }) => (
        <div key={name}>
          <dt className="quiet">{name}</dt>
          <dd className="digits">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
