// The frame of a card, and the list of figures in several of them.

import { useId, type ReactNode } from "react";
import "./card.css";

interface CardProps {
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  /** The columns of the grid that the card spans on a wide screen. */
  readonly width?: "one" | "two" | "two-of-three" | "all";
  readonly children: ReactNode;
}

/** A named region of the page. */
export function Card({ title, aside, width = "one", children }: CardProps) {
  const id = useId();
  return (
    <section className={`card ${width}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface FiguresProps {
  readonly title?: string;
  readonly figures: readonly (readonly [name: string, value: string])[];
}

/** Figures with their names, under an optional title. */
export function Figures({ title, figures }: FiguresProps) {
  return (
    <div className="card-figures">
      {title !== undefined && <h3>{title}</h3>}
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="digits">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
