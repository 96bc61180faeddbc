// What a phone has no room for until it is asked for.

import { useSyncExternalStore, type ReactNode } from "react";

/** As the style sheet has it. */
const NARROW = matchMedia("(width < 720px)");

/** The children as they are on a wide screen; behind their title on a narrow one. */
export function Collapsible({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  const narrow = useSyncExternalStore(subscribe, () => NARROW.matches);
  if (!narrow) return children;
  return (
    <details className="collapsible">
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function subscribe(changed: () => void): () => void {
  NARROW.addEventListener("change", changed);
  return () => NARROW.removeEventListener("change", changed);
}
