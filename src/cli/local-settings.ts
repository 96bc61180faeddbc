// Settings for local work: `.dev.vars` of the current directory under the process environment.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Names to non-empty values. */
export type Settings = ReadonlyMap<string, string>;

export const DEV_VARS = ".dev.vars";

/** What `.dev.vars` says, and over it what the environment says; an empty value counts as unset. */
export function readLocalSettings(): Settings {
  return mergeSettings(readDevVars(process.cwd()) ?? "", process.env);
}

/** The text of `.dev.vars`, or `undefined` where there is none. */
export function readDevVars(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, DEV_VARS), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** The later source wins. */
export function mergeSettings(
  devVars: string,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const settings = new Map<string, string>();
  for (const source of [parseEnv(devVars), environment]) {
    for (const [name, value] of Object.entries(source)) {
      if (value !== undefined && value !== "") settings.set(name, value);
    }
  }
  return settings;
}
