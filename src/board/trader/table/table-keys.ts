// The keys that move the focus in the table (ARIA Authoring Practices Guide, "Grid").

/** The focus and the size of the table. */
export interface GridFocus {
  /** The focused row, from 0. */
  readonly from: number;
  /** The number of rows. */
  readonly count: number;
  /** The number of visible rows. */
  readonly page: number;
}

/** The row to focus, from 0. `null` for any other key, and in an empty table. */
export function focusAfterKey(key: string, { from, count, page }: GridFocus): number | null {
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
