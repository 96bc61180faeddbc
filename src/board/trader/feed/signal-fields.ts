// The values that the page shows of a signal. A producer may send anything under any key.

import type { OpenSignal, SignalData } from "../../../client/index.ts";

interface SignalLike {
  readonly signal_type: string;
  /** The signal's data with each number as the text that was sent. */
  readonly raw: object;
}

/** The coin's name. A signal without one has its type here. */
export function coinOf({ raw, signal_type: signalType }: SignalLike): string {
  return textIn(raw, "coin_name") ?? signalType;
}

/** The side of the trade, `LONG`, `SHORT` or the producer's own word. Empty where the signal has none. */
export function sideOf({ raw }: SignalLike): string {
  return textIn(raw, "position") ?? "";
}

/** The spread, digit for digit as it was sent. `null` where the signal has none. */
export function spreadText({ raw }: Pick<SignalLike, "raw">): string | null {
  return textIn(raw, "spread");
}

/** The spread as a number to draw. `null` where the signal has none. */
export function spreadOf({ spread }: SignalData): number | null {
  return typeof spread === "number" && Number.isFinite(spread) ? spread : null;
}

/** The signal's own time of creation, Unix milliseconds. `null` where it has none. */
export function createdAt({ raw }: SignalLike): number | null {
  const text = textIn(raw, "created_at");
  // A time without a zone is UTC, as in the guide's examples.
  const zoned = text !== null && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const at = zoned === null ? NaN : Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

/** Whether the signal is open to trade. A closed signal stays in the client's store for a while. */
export function isOpen({ data }: OpenSignal): boolean {
  return data["status"] !== "closed";
}

/** One field of a signal's data. */
export interface Field {
  /** The key. A nested field has its path, such as `legs.0.price`. */
  readonly name: string;
  readonly text: string;
}

/** All fields in their order, with nested ones flattened. Numbers have the digits that were sent. */
export function fieldsOf(raw: object, path = ""): readonly Field[] {
  return Object.entries(raw).flatMap(([key, value]: [string, unknown]) => {
    const name = `${path}${key}`;
    return typeof value === "object" && value !== null
      ? fieldsOf(value, `${name}.`)
      : [{ name, text: String(value) }];
  });
}

/** A text or number of the signal's own. An inherited property or another type gives `null`. */
function textIn(raw: object, key: string): string | null {
  const value: unknown = Object.hasOwn(raw, key) ? Reflect.get(raw, key) : null;
  return typeof value === "string" ? value : null;
}
