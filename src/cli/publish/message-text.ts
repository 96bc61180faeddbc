// Finds the messages in a text without changing a digit of them.

import { LIMITS } from "../../protocol/limits.ts";
import { elements } from "../../protocol/json-text.ts";
import { readJsonText, type JsonProblem } from "../../protocol/read-json-text.ts";
import { no, ok, type Result } from "../../protocol/result.ts";

/** The messages of one object, an array of them, or NDJSON; or what is wrong, in words. */
export function readMessages(text: string): Result<string[], string> {
  const whole = readDocument(text);
  if (whole.ok) return whole;

  const lines = [...text.matchAll(/[^\r\n]+/g)].filter(([line]) => line.trim() !== "");
  const [first] = lines;
  const manyLines = lines.length > 1 && first !== undefined && readDocument(first[0]).ok;
  if (!manyLines) return no(`${whole.error.reason}${place(text, whole.error.at)}`);

  const messages: string[] = [];
  for (const line of lines) {
    const read = readDocument(line[0]);
    if (!read.ok) return no(`${read.error.reason}${place(text, line.index + read.error.at)}`);
    messages.push(...read.value);
  }
  return ok(messages);
}

type DocumentProblem = Omit<JsonProblem, "reason"> & { readonly reason: string };

/** An object stays as it was written; the elements of an array lose the white space between tokens. */
function readDocument(text: string): Result<string[], DocumentProblem> {
  const checked = readJsonText(text, LIMITS.jsonDepth);
  if (!checked.ok) return checked;
  switch (checked.value[0]) {
    case "{":
      return ok([text.trim()]);
    case "[":
      return ok(elements(checked.value));
    default:
      return no({ at: 0, reason: "is neither an object nor an array of them" });
  }
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return ` (line ${before.length}, character ${(before.at(-1) ?? "").length + 1})`;
}
