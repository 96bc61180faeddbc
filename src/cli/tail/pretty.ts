// A message as a line for people, in columns and colours, with every digit as it was sent.

import { decodeString, entries, type RawJson } from "../../json/raw-json.ts";
import { parseRawJson } from "../../json/parse-raw-json.ts";
import { printable } from "../terminal-text.ts";

/** The styles of `styleText` in use here. */
export type Style = "dim" | "bold" | "red" | "green" | "cyan" | "yellow" | "magenta" | "blue";

/** Colours a text. Where colour is not wanted, it returns the text alone. */
export type Paint = (style: Style, text: string) => string;

/** The deepest nesting that is read. The service sends none as deep. */
export const MAX_DEPTH = 64;

const TYPE_STYLES = new Map<string, Style>([
  ["mexc_spot_futures", "cyan"],
  ["funding_rate", "magenta"],
  ["mexc_dex", "blue"],
]);

const POSITION_STYLES = new Map<string, Style>([
  ["LONG", "green"],
  ["SHORT", "red"],
]);

/** The keys of `data` with a column of their own. */
const COLUMNS = new Set(["id", "coin_name", "position", "spread"]);

/** The coin and the position of a signal. Updates name neither. */
export interface KnownSignal {
  readonly coin: string;
  readonly position: string;
}

/** The most recently opened signals, by their ids as written. At most 10,000 unless a capacity is given. */
export class KnownSignals {
  readonly #signals = new Map<string, KnownSignal>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** Keeps a signal. Above the capacity the oldest one is forgotten. */
  set(id: string, signal: KnownSignal): void {
    this.#signals.set(id, signal);
    const [oldest] = this.#signals.keys();
    if (this.#signals.size > this.#capacity && oldest !== undefined) this.#signals.delete(oldest);
  }

  /** The signal. `undefined` for one that was never kept, or was forgotten. */
  get(id: string): KnownSignal | undefined {
    return this.#signals.get(id);
  }
}

/** The line of a message's frame. `undefined` for any other frame. `time` is printed as given. */
export function prettyLine(
  frame: string,
  time: string,
  known: KnownSignals,
  paint: Paint,
): string | undefined {
  const outer = readEntries(frame);
  const type = textOf(outer?.get("type"));
  const body = outer?.get("data");
  const data = body === undefined ? undefined : readEntries(body);
  if (outer === undefined || data === undefined) return undefined;
  if (type !== "new_signal" && type !== "signal_update") return undefined;

  const id = (type === "new_signal" ? data.get("id") : outer.get("signal_id")) ?? "";
  const earlier = known.get(id);
  const coin = textOf(data.get("coin_name")) ?? earlier?.coin ?? "";
  const position = textOf(data.get("position")) ?? earlier?.position ?? "";
  known.set(id, { coin, position });

  const signalType = textOf(outer.get("signal_type")) ?? "";
  const rest = [...data].filter(([key]) => !COLUMNS.has(key));
  return [
    paint("dim", time),
    type === "new_signal" ? paint("bold", "NEW   ") : "update",
    paint(TYPE_STYLES.get(signalType) ?? "yellow", cell(signalType, 17)),
    cell(coin, 8),
    paint(POSITION_STYLES.get(position) ?? "yellow", cell(position, 5)),
    printable(data.get("spread") ?? "").padStart(8),
    paint("dim", `#${printable(id)}`),
    ...rest.map(([key, value]) => `${paint("dim", `${printable(key)}=`)}${displayText(value)}`),
  ].join("  ");
}

function readEntries(text: string): Map<string, RawJson> | undefined {
  const checked = parseRawJson(text, MAX_DEPTH);
  return checked.ok && checked.value.startsWith("{") ? entries(checked.value) : undefined;
}

/** A string's own text. Any other value is shown as written. */
function displayText(value: RawJson): string {
  return printable(textOf(value) ?? value);
}

function textOf(value: RawJson | undefined): string | undefined {
  return value?.startsWith('"') === true ? decodeString(value) : undefined;
}

function cell(text: string, width: number): string {
  return printable(text).padEnd(width);
}
