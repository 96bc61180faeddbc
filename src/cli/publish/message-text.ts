// Finds the messages in a text, and changes no digit of them.

import { LIMITS } from "../../protocol/limits.ts";
import { items } from "../../json/raw-json.ts";
import { parseRawJson, type JsonProblem } from "../../json/parse-raw-json.ts";
import { err, ok, type Result } from "../../protocol/result.ts";

/** The messages of one object, an array of objects, or NDJSON. The error is a sentence with its place. */
export function readMessages(text: string): Result<string[], string> {
  const whole = readDocument(text);
  if (whole.ok) return whole;

  const lines = [...text.matchAll(/[^\r\n]+/g)].filter(([line]) => line.trim() !== "");
  const [first] = lines;
  const isNdjson = lines.length > 1 && first !== undefined && readDocument(first[0]).ok;
  if (!isNdjson) return err(`${whole.error.reason}${lineAndColumn(text, whole.error.offset)}`);

  const messages: string[] = [];
  for (const line of lines) {
    const parsed = readDocument(line[0]);
    if (!parsed.ok)
      return err(`${parsed.error.reason}${lineAndColumn(text, line.index + parsed.error.offset)}`);
    messages.push(...parsed.value);
  }
  return ok(messages);
}

type DocumentProblem = Omit<JsonProblem, "reason"> & { readonly reason: string };

/** The messages of one document. An object stays as written. Items of an array lose the white space between tokens. */
function readDocument(text: string): Result<string[], DocumentProblem> {
  const checked = parseRawJson(text, LIMITS.jsonDepth);
  if (!checked.ok) return checked;
  switch (checked.value[0]) {
    case "{":
      return ok([text.trim()]);
    case "[":
      return ok(items(checked.value));
    default:
      return err({ offset: 0, reason: "is neither an object nor an array of them" });
  }
}

function lineAndColumn(text: string, offset: number): string {
  const precedingLines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return ` (line ${precedingLines.length}, character ${(precedingLines.at(-1) ?? "").length + 1})`;
}
