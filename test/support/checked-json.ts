// JSON text for tests of whatever trusts that it was checked.

import type { JsonText } from "../../src/protocol/json-text.ts";
import { readJsonText } from "../../src/protocol/read-json-text.ts";
import { LIMITS } from "../../src/protocol/limits.ts";

/** The checked text, without its white space. Throws where the text would be refused at the door. */
export function json(text: string): JsonText {
  const read = readJsonText(text, LIMITS.jsonDepth);
  if (!read.ok) throw new Error(`${read.error.reason} at ${read.error.at}: ${text}`);
  return read.value;
}
