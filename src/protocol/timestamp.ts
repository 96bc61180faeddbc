// Parses ISO 8601 times of producers and tokens.

const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

const FIRST = Date.parse("0000-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Unix milliseconds of an ISO 8601 date, or of a date and time. Answers `null` for any other text. A time without an
 * offset is UTC, as Python's `datetime.utcnow().isoformat()` means it.
 */
export function parseTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const [, date, time = "00:00", offset = "Z"] = match;
  const ms = Date.parse(`${date}T${time}${offset}`);
  // An offset may move the first or last day into a year outside the four digits.
  if (Number.isNaN(ms) || ms < FIRST || ms > LAST) return null;
  // `Date.parse` turns 31 February into a day of March.
  return new Date(Date.parse(`${date}T00:00Z`)).toISOString().startsWith(date ?? "") ? ms : null;
}
