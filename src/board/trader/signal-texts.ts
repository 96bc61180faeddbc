// What a signal's row says. Producers' keys may hold anything: what isn't text or a number isn't shown here.

interface Said {
  readonly signal_type: string;
  readonly data: object;
  readonly digits: object;
}

export function coinOf(signal: Said): string {
  return textIn(signal.digits, "coin_name") ?? signal.signal_type;
}

/** `LONG`, `SHORT` or whatever the producer calls it; empty where it says nothing. */
export function sideOf(signal: Said): string {
  return textIn(signal.digits, "position") ?? "";
}

/** The spread, digit for digit as it was sent; `null` where there is none. */
export function spreadDigits({ digits }: { readonly digits: object }): string | null {
  return textIn(digits, "spread");
}

/** When the signal says that it began, Unix milliseconds; `null` where it doesn't. */
export function createdAt(signal: Said): number | null {
  const text = textIn(signal.digits, "created_at");
  // Times without a zone are UTC, as the guide's are.
  const zoned = text !== null && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const at = zoned === null ? NaN : Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

function textIn(digits: object, key: string): string | null {
  const value: unknown = Object.hasOwn(digits, key) ? Reflect.get(digits, key) : null;
  return typeof value === "string" ? value : null;
}
