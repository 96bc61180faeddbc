// A frame as a line for people: aligned, coloured, every number as it was sent.

import { decodeString, entries, type RawJson } from "../../json/raw-json.ts";
import { parseRawJson } from "../../json/parse-raw-json.ts";
import { printable } from "../terminal-text.ts";
import type { KnownSignals } from "./known-signals.ts";

export type Style = "dim" | "bold" | "red" | "green" | "cyan" | "yellow" | "magenta" | "blue";

/** Colours a text, or leaves it alone where colour is not wanted. */
export type Paint = (style: Style, text: string) => string;

/** How deep a frame may be nested. The service sends nothing as deep. */
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

/** The keys of `data` that have a column of their own. */
const COLUMNS = new Set(["id", "coin_name", "position", "spread"]);

/** The line for a message, or `undefined` for a frame that carries none. `time` is shown as given. */
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

/** A string's own text; any other value as written. */
function displayText(value: RawJson): string {
  return printable(textOf(value) ?? value);
}

function textOf(value: RawJson | undefined): string | undefined {
  return value?.startsWith('"') === true ? decodeString(value) : undefined;
}

function cell(text: string, width: number): string {
  return printable(text).padEnd(width);
}
