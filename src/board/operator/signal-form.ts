// From the posting form's fields to a message: every number goes out with the digits that were typed.

import { LIMITS } from "../../protocol/limits.ts";
import { members, objectOf, type JsonText } from "../../protocol/json-text.ts";
import { readJsonText } from "../../protocol/read-json-text.ts";
import { no, ok, type Result } from "../../protocol/result.ts";

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

export function messageOf(fields: SignalFields): Result<JsonText, FieldProblem> {
  const { type, signalType, coin, position } = fields;
  const idText = fields.id.trim();
  const spread = fields.spread.trim();
  if (signalType.trim() === "") return no({ field: "signalType", problem: "missing" });
  if (idText === "") return no({ field: "id", problem: "missing" });
  if (spread !== "" && !NUMBER.test(spread))
    return no({ field: "spread", problem: "not_a_number" });
  const more = moreOf(fields.more);
  if (more === null) return no({ field: "more", problem: "not_an_object" });

  const id = INTEGER_ID.test(idText) ? (idText as JsonText) : stringOf(idText); // SAFETY: an integer is JSON.
  const own: (readonly [string, JsonText])[] = [
    ...(type === "new_signal" ? [["id", id] as const] : []),
    ...(coin === "" ? [] : [["coin_name", stringOf(coin)] as const]),
    ...(position === "" ? [] : [["position", stringOf(position)] as const]),
    ...(spread === "" ? [] : [["spread", spread as JsonText] as const]), // SAFETY: `NUMBER` has judged it.
  ];
  if (own.some(([key]) => more.has(key))) return no({ field: "more", problem: "twice" });
  return ok(
    objectOf([
      ["type", stringOf(type)],
      ["signal_type", stringOf(signalType.trim())],
      ...(type === "signal_update" ? [["signal_id", id] as const] : []),
      ["data", objectOf([...own, ...more])],
    ]),
  );
}

function moreOf(text: string): ReadonlyMap<string, JsonText> | null {
  if (text.trim() === "") return new Map();
  const read = readJsonText(text, LIMITS.jsonDepth);
  return read.ok && read.value.startsWith("{") ? members(read.value) : null;
}

function stringOf(text: string): JsonText {
  return JSON.stringify(text) as JsonText; // SAFETY: a string is JSON without white space.
}
