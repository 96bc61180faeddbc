// The secrets of local work: random, written once, and never overwritten.

import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { DEV_VARS, readDevVars } from "../local-settings.ts";

/** A setting that the service can't start without, and how many random bytes its secret has. */
const REQUIRED = [
  { name: "JWT_SECRET", prefix: "", bytes: 32 },
  { name: "PRODUCER_KEYS", prefix: "demo:", bytes: 16 },
  { name: "OPERATOR_KEYS", prefix: "local:", bytes: 16 },
] as const;

interface Completed {
  readonly text: string;
  /** The names that were missing. */
  readonly added: readonly string[];
}

/** `existing` with what is missing appended. `randomHex` gives that many random bytes in hexadecimal. */
export function completeDevVars(existing: string, randomHex: (bytes: number) => string): Completed {
  const present = parseEnv(existing);
  // Tokens are checked against a secret or against public keys, never both.
  const publicKeys = "JWT_PUBLIC_KEY" in present || "JWT_JWKS_URL" in present;
  const missing = REQUIRED.filter(({ name }) => {
    if (name === "JWT_SECRET" && publicKeys) return false;
    return (present[name] ?? "") === "";
  });
  const lines = missing.map(({ name, prefix, bytes }) => `${name}=${prefix}${randomHex(bytes)}\n`);
  const separator = existing === "" || existing.endsWith("\n") ? "" : "\n";
  return {
    text: lines.length === 0 ? existing : existing + separator + lines.join(""),
    added: missing.map(({ name }) => name),
  };
}

/** Makes `.dev.vars` whole, readable by its owner alone. Returns the names that were added. */
export function ensureDevVars(
  directory: string,
  randomHex: (bytes: number) => string,
): readonly string[] {
  const { text, added } = completeDevVars(readDevVars(directory) ?? "", randomHex);
  if (added.length === 0) return added;
  const path = join(directory, DEV_VARS);
  writeFileSync(path, text, { mode: 0o600 });
  // The mode above holds for a new file only.
  chmodSync(path, 0o600);
  return added;
}
