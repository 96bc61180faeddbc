// A question that an operator has, and its answer: a named part of the page.

import { useId, type ReactNode } from "react";
import "./card.css";

interface Props {
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  /** How much of the grid it takes where there is room. */
  readonly width?: "one" | "two" | "two-of-three" | "all";
  readonly children: ReactNode;
}

export function Card({ title, aside, width = "one", children }: Props) {
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
