// The secrets of local work. They are random, written once and never overwritten.

import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { DEV_VARS, readDevVars } from "../service/local-settings.ts";

/** The settings needed for a start, and the random bytes of their secrets. */
const REQUIRED = [
  { name: "JWT_SECRET", prefix: "", bytes: 32 },
  { name: "PRODUCER_KEYS", prefix: "demo:", bytes: 16 },
  { name: "OPERATOR_KEYS", prefix: "local:", bytes: 16 },
] as const;

interface Completed {
  readonly text: string;
  /** The names of the added settings. */
  readonly added: readonly string[];
}

/** `existing` with the missing settings appended. `randomHex` gives so many random bytes in hexadecimal. */
export function completeDevVars(existing: string, randomHex: (bytes: number) => string): Completed {
  const present = parseEnv(existing);
  // The service verifies tokens with a secret or with public keys, never with both.
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

/** Adds the missing settings to `.dev.vars`, readable by its owner alone. Returns their names. */
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
