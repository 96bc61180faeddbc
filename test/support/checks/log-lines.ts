// Forbidden contents of a log line, in tests with known secrets.

import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../test-settings.ts";

/** Marks every part of a test's input that must not be logged. */
export const CANARY = "c4n4ry";

/** `eyJ` begins a JSON object in base64url, as in a token's header and payload. The others mark keys. */
const FORBIDDEN_TEXTS = [
  CANARY,
  JWT_SECRET,
  PRODUCER_KEY,
  OPERATOR_KEY,
  "eyJ",
  "whsec_",
  "Bearer ",
];

/** Longer than the names of all settings in a row, the longest legitimate value. Tokens, frames and signals are longer. */
const MAX_VALUE_CHARS = 200;

/** The fault of a log line, or `null`. A line is one JSON object with flat fields and no secret. */
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
  return deep === undefined ? null : `${deep[0]} is too long or not flat: ${line}`;
}
