// Where a key takes the focus in the table (ARIA Authoring Practices, "Grid").

export interface GridFocus {
  readonly from: number;
  readonly count: number;
  /** Rows in sight. */
  readonly page: number;
}

/** The row to go to; `null` for a key that means nothing here. */
export function stepOf(key: string, { from, count, page }: GridFocus): number | null {
  const last = count - 1;
  if (last < 0) return null;
  const within = (index: number) => Math.min(last, Math.max(0, index));
  switch (key) {
    case "ArrowDown":
      return within(from + 1);
    case "ArrowUp":
      return within(from - 1);
    case "PageDown":
      return within(from + Math.max(1, page));
    case "PageUp":
      return within(from - Math.max(1, page));
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}
