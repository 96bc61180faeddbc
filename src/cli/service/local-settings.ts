// Settings for local work, from the environment and from `.dev.vars` of the current directory.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Names to non-empty values. */
export type Settings = ReadonlyMap<string, string>;

/** The file with the local secrets, in the root of a checkout. */
export const DEV_VARS = ".dev.vars";

/** The settings of this process. The environment wins over `.dev.vars`. An empty value counts as unset. */
export function readLocalSettings(): Settings {
  return mergeSettings(readDevVars(process.cwd()) ?? "", process.env);
}

/** The text of `.dev.vars`. `undefined` where there is no such file. */
export function readDevVars(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, DEV_VARS), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Settings of two sources. The environment wins, and empty values are left out. */
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
