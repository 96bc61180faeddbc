// Runs the command line as its own process, in a directory of its own without any settings.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const MAIN = join(import.meta.dirname, "../../../src/cli/main.ts");

/** Options for `describe` where each test starts a process, on a busy machine too. */
export const SLOW_START = { timeout: 30_000 };

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly devVars?: string;
  readonly stdin?: string;
}

/** Runs one command to its end. */
export async function runCli(args: readonly string[], given: Surroundings = {}): Promise<Finished> {
  const directory = mkdtempSync(join(tmpdir(), "signal-hub-cli-"));
  if (given.devVars !== undefined) writeFileSync(join(directory, ".dev.vars"), given.devVars);
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: { ...given.env },
  });
  child.stdin.end(given.stdin ?? "");
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  rmSync(directory, { recursive: true });
  return { code, stdout, stderr };
}
