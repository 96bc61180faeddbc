// Text from elsewhere on its way to a terminal.

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g; // oxlint-disable-line no-control-regex

/** Without the characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(CONTROL, "\ufffd");
}

/** Tells the person at the terminal; standard output is for what was asked for. */
export function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}
