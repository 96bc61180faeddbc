// Runs Stryker over some files with one test suite and returns the status of each mutant.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestSuite } from "./scope.ts";

const PROJECT = new URL("../..", import.meta.url).pathname;
/** Stryker has a lock file of its own, because no other script needs its 200 packages. */
const TOOLS = join(PROJECT, "test/mutation/tools");
const STRYKER = join(TOOLS, "node_modules/@stryker-mutator/core/bin/stryker.js");

/** A file's part of Stryker's report (mutation-testing-report-schema, version 2). */
export interface MutatedFile {
  readonly source: string;
  readonly mutants: readonly Mutant[];
}

/** One mutant of Stryker's report. */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "RuntimeError" | "Ignored";
  readonly location: { readonly start: SourcePosition; readonly end: SourcePosition };
}

/** A place in a source text, line and column counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Mutates the files and returns Stryker's report by file. Throws if Stryker fails. */
export async function runStryker(
  files: readonly string[],
  suite: TestSuite,
  concurrency: number,
): Promise<Readonly<Record<string, MutatedFile>>> {
  installOnce();
  const directory = mkdtempSync(join(tmpdir(), "signal-hub-mutation-"));
  const report = join(directory, "report.json");
  const config = join(directory, "stryker.config.json");
  writeFileSync(config, JSON.stringify(configFor(files, suite, report, concurrency)));
  try {
    await finished(
      spawn(process.execPath, [STRYKER, "run", config], {
        cwd: PROJECT,
        env: {
          ...process.env,
          MUTATION_SUITE: JSON.stringify(suite),
        },
        stdio: ["ignore", process.stderr, process.stderr],
      }),
    );
    // SAFETY: Stryker wrote it by its published schema.
    return (JSON.parse(readFileSync(report, "utf8")) as { files: Record<string, MutatedFile> })
      .files;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function installOnce(): void {
  if (existsSync(STRYKER)) return;
  process.stderr.write("installing Stryker for the first time\n");
  execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: TOOLS, stdio: "ignore" });
}

function configFor(
  files: readonly string[],
  suite: TestSuite,
  report: string,
  concurrency: number,
): object {
  return {
    testRunner: "vitest",
    plugins: [join(TOOLS, "node_modules/@stryker-mutator/vitest-runner/dist/src/index.js")],
    // Only a process of its own can change its time zone, and a test does.
    vitest: {
      configFile: "test/mutation/vitest.config.ts",
      pool: "forks",
      // The pool loads the Worker. No test imports it, so vitest finds no related tests.
      related: suite.runtime === "node",
    },
    mutate: files,
    // Stryker rewrites a tsconfig with TypeScript's JavaScript parser. TypeScript 7 has none.
    tsconfigFile: "none.json",
    ignorePatterns: ["dist", "docs"],
    reporters: ["progress-append-only", "json"],
    jsonReporter: { fileName: report },
    concurrency,
    timeoutMS: 2_000,
    cleanTempDir: "always",
    allowEmpty: true,
    disableTypeChecks: false,
  };
}

function finished(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`stryker ended with ${code}`));
    });
  });
}
