// A place in the feed: which life of the log, and the last message handled.

export interface Position {
  /** Names one life of the log; a hub that lost its log starts another. */
  readonly epoch: string;
  readonly seq: number;
}

/** `<epoch>:<seq>`. */
export const POSITION = /^([0-9a-z]{1,32}):(0|[1-9][0-9]{0,15})$/;

/** Reads `<epoch>:<seq>`; `null` for anything else. */
export function readPosition(text: string): Position | null {
  const match = POSITION.exec(text);
  if (match === null) return null;
  const [, epoch = "", digits] = match;
  const seq = Number(digits);
  return Number.isSafeInteger(seq) ? { epoch, seq } : null;
}

export function formatPosition({ epoch, seq }: Position): string {
  return `${epoch}:${seq}`;
}
