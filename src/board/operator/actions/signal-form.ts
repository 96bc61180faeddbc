// From the posting form's fields to a message: every number goes out with the digits that were typed.

import { LIMITS } from "../../../protocol/limits.ts";
import { entries, toObject, type RawJson } from "../../../json/raw-json.ts";
import { parseRawJson } from "../../../json/parse-raw-json.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";

export interface SignalFields {
  readonly type: "new_signal" | "signal_update";
  readonly signalType: string;
  readonly id: string;
  readonly coin: string;
  readonly position: "" | "LONG" | "SHORT";
  readonly spread: string;
  /** Further members of the data, as a JSON object. */
  readonly more: string;
}

export const NO_FIELDS: SignalFields = {
  type: "new_signal",
  signalType: "mexc_spot_futures",
  id: "",
  coin: "",
  position: "",
  spread: "",
  more: "",
};

/** The field that can't be sent, and what is wrong with it. */
export interface FieldProblem {
  readonly field: keyof SignalFields;
  readonly problem: "missing" | "not_a_number" | "not_an_object" | "twice";
}

/** JSON's own grammar of a number (RFC 8259 section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** What the service takes as a number that names a signal; any other id is a string. */
const INTEGER_ID = /^(?:0|-?[1-9]\d*)$/;

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
  const own: (readonly [string, RawJson])[] = [
    ...(type === "new_signal" ? [["id", id] as const] : []),
    ...(coin === "" ? [] : [["coin_name", stringOf(coin)] as const]),
    ...(position === "" ? [] : [["position", stringOf(position)] as const]),
    ...(spread === "" ? [] : [["spread", spread as RawJson] as const]), // SAFETY: `NUMBER` has judged it.
  ];
  if (own.some(([key]) => more.has(key))) return err({ field: "more", problem: "twice" });
  return ok(
    toObject([
      ["type", stringOf(type)],
      ["signal_type", stringOf(signalType.trim())],
      ...(type === "signal_update" ? [["signal_id", id] as const] : []),
      ["data", toObject([...own, ...more])],
    ]),
  );
}

function moreOf(text: string): ReadonlyMap<string, RawJson> | null {
  if (text.trim() === "") return new Map();
  const read = parseRawJson(text, LIMITS.jsonDepth);
  return read.ok && read.value.startsWith("{") ? entries(read.value) : null;
}

function stringOf(text: string): RawJson {
  return JSON.stringify(text) as RawJson; // SAFETY: a string is JSON without white space.
}
