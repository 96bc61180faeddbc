// The fields of the publish form, and the message they make. Numbers keep the digits that were typed.

import { LIMITS } from "../../../protocol/limits.ts";
import { entries, toObject, type RawJson } from "../../../json/raw-json.ts";
import { parseRawJson } from "../../../json/parse-raw-json.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";

/** The fields as typed. */
export interface SignalFields {
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  readonly id: string;
  readonly coin: string;
  readonly position: "" | "LONG" | "SHORT";
  readonly spread: string;
  /** Further entries of the data, as a JSON object. */
  readonly more: string;
}

/** The fields of a new form. */
export const EMPTY_FIELDS: SignalFields = {
  type: "new_signal",
  signalType: "mexc_spot_futures",
  id: "",
  coin: "",
  position: "",
  spread: "",
  more: "",
};

/** The first invalid field. */
export interface FieldProblem {
  readonly field: keyof SignalFields;
  readonly problem: "missing" | "not_a_number" | "not_an_object" | "duplicate_key";
}

/** The grammar of a JSON number (RFC 8259 section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** The numbers that the service takes as a signal's id. Any other id is a string. */
const INTEGER_ID = /^(?:0|-?[1-9]\d*)$/;

/** The message as JSON text without white space, ready to publish. */
export function messageOf(fields: SignalFields): Result<RawJson, FieldProblem> {
  const { type, signalType, coin, position } = fields;
  const idText = fields.id.trim();
  const spread = fields.spread.trim();
  if (signalType.trim() === "") return err({ field: "signalType", problem: "missing" });
  if (idText === "") return err({ field: "id", problem: "missing" });
  if (spread !== "" && !NUMBER.test(spread))
    return err({ field: "spread", problem: "not_a_number" });
  const more = moreOf(fields.more);
  if (more === null) return err({ field: "more", problem: "not_an_object" });

  const id = INTEGER_ID.test(idText) ? (idText as RawJson) : stringOf(idText); // SAFETY: an integer is JSON.
  const data: (readonly [string, RawJson])[] = [
    ...(type === "new_signal" ? [["id", id] as const] : []),
    ...(coin === "" ? [] : [["coin_name", stringOf(coin)] as const]),
    ...(position === "" ? [] : [["position", stringOf(position)] as const]),
    ...(spread === "" ? [] : [["spread", spread as RawJson] as const]), // SAFETY: `NUMBER` has checked it.
  ];
  if (data.some(([key]) => more.has(key))) return err({ field: "more", problem: "duplicate_key" });
  return ok(
    toObject([
      ["type", stringOf(type)],
      ["signal_type", stringOf(signalType.trim())],
      ...(type === "signal_update" ? [["signal_id", id] as const] : []),
      ["data", toObject([...data, ...more])],
    ]),
  );
}

/** The entries of the JSON object in the field. `null` where it isn't one. */
function moreOf(text: string): ReadonlyMap<string, RawJson> | null {
  if (text.trim() === "") return new Map();
  const parsed = parseRawJson(text, LIMITS.jsonDepth);
  return parsed.ok && parsed.value.startsWith("{") ? entries(parsed.value) : null;
}

function stringOf(text: string): RawJson {
  return JSON.stringify(text) as RawJson; // SAFETY: `JSON.stringify` writes a string as JSON.
}
