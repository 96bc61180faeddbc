// Text for a terminal, without control characters, and the notices on standard error.

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g; // oxlint-disable-line no-control-regex

/** Replaces control characters, which a terminal would obey. */
export function printable(text: string): string {
  return text.replace(CONTROL, "\ufffd");
}

/** Prints a line on standard error. Standard output is for a command's result. */
export function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}
