// A client's cursor in the feed, as text and as a pair of epoch and sequence number.

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
  /** One life of the log. A hub without its log starts another. */
  readonly epoch: string;
  /** The message's number, from 1. It is 0 before the first message. */
  readonly seq: number;
}

/** The text form `<epoch>:<seq>`. `parseCursor` also rejects unsafe integers. */
export const CURSOR = /^([0-9a-z]{1,32}):(0|[1-9][0-9]{0,15})$/;

/** Parses `<epoch>:<seq>`. Answers `null` for any other text. */
export function parseCursor(text: string): Cursor | null {
  const match = CURSOR.exec(text);
  if (match === null) return null;
  const [, epoch = "", seqText] = match;
  const seq = Number(seqText);
  return Number.isSafeInteger(seq) ? { epoch, seq } : null;
}

/** The text form of a cursor. */
export function formatCursor({ epoch, seq }: Cursor): string {
  return `${epoch}:${seq}`;
}
