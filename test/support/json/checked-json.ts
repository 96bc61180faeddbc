// JSON text for tests of code behind the parser.

import type { RawJson } from "../../../src/json/raw-json.ts";
import { parseRawJson } from "../../../src/json/parse-raw-json.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

/** The checked text, without its white space. Throws where the parser would reject the text. */
export function json(text: string): RawJson {
  const read = parseRawJson(text, LIMITS.jsonDepth);
  if (!read.ok) throw new Error(`${read.error.reason} at ${read.error.offset}: ${text}`);
  return read.value;
}
