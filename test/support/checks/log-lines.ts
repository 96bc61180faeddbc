// What may not stand in a line of the log, in tests whose secrets are known.

import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../test-settings.ts";

/** Stands in whatever a test sends that nobody may write down. */
export const CANARY = "c4n4ry";

/** A JSON object in base64url, as a token's header and payload begin, and what carries keys. */
const FORBIDDEN_TEXTS = [
  CANARY,
  JWT_SECRET,
  PRODUCER_KEY,
  OPERATOR_KEY,
  "eyJ",
  "whsec_",
  "Bearer ",
];

/** The names of all settings in a row: our own longest word. A token, a frame and a signal are longer. */
const MAX_VALUE_CHARS = 200;

/** What is wrong with what was logged, or `null`: one JSON object with flat fields and nothing secret. */
export function problemWithLogLine(args: readonly unknown[]): string | null {
  const line = args.map(String).join(" ");
  const leaked = FORBIDDEN_TEXTS.find((secret) => line.includes(secret));
  if (leaked !== undefined) return `${leaked} in ${line}`;
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return `no event: ${line}`;
  }
  if (typeof fields !== "object" || fields === null || !("event" in fields)) {
    return `no event: ${line}`;
  }
  const deep = Object.entries(fields).find(
    ([, value]) =>
      (typeof value === "object" && value !== null) ||
      (typeof value === "string" && value.length > MAX_VALUE_CHARS),
  );
  return deep === undefined ? null : `${deep[0]} is more than a word: ${line}`;
}
