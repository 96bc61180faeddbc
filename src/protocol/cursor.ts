// A place in the feed: which life of the log, and the last message handled.

/**
 * The last message a client has handled.
 *
 * @example
 * ```ts
 * import type { Cursor } from "signal-hub/client";
 *
 * const text = ({ epoch, seq }: Cursor): string => `${epoch}:${seq}`;
 * ```
 */
export interface Cursor {
  /** Names one life of the log; a hub that lost its log starts another. */
  readonly epoch: string;
  readonly seq: number;
}

/** `<epoch>:<seq>`. */
export const CURSOR = /^([0-9a-z]{1,32}):(0|[1-9][0-9]{0,15})$/;

/** Reads `<epoch>:<seq>`; `null` for anything else. */
export function parseCursor(text: string): Cursor | null {
  const match = CURSOR.exec(text);
  if (match === null) return null;
  const [, epoch = "", seqText] = match;
  const seq = Number(seqText);
  return Number.isSafeInteger(seq) ? { epoch, seq } : null;
}

export function formatCursor({ epoch, seq }: Cursor): string {
  return `${epoch}:${seq}`;
}
