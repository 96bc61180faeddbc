// What a signal's row says. Producers' keys may hold anything: what isn't text or a number isn't shown here.

interface SignalLike {
  readonly signal_type: string;
  readonly data: object;
  readonly raw: object;
}

export function coinOf(signal: SignalLike): string {
  return textIn(signal.raw, "coin_name") ?? signal.signal_type;
}

/** `LONG`, `SHORT` or whatever the producer calls it; empty where it says nothing. */
export function sideOf(signal: SignalLike): string {
  return textIn(signal.raw, "position") ?? "";
}

/** The spread, digit for digit as it was sent; `null` where there is none. */
export function spreadText({ raw }: { readonly raw: object }): string | null {
  return textIn(raw, "spread");
}

/** When the signal says that it began, Unix milliseconds; `null` where it doesn't. */
export function createdAt(signal: SignalLike): number | null {
  const text = textIn(signal.raw, "created_at");
  // Times without a zone are UTC, as the guide's are.
  const zoned = text !== null && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const at = zoned === null ? NaN : Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

function textIn(raw: object, key: string): string | null {
  const value: unknown = Object.hasOwn(raw, key) ? Reflect.get(raw, key) : null;
  return typeof value === "string" ? value : null;
}
