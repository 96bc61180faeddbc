// Turns Stryker's report into a count of killed mutants and a list of survivors for each file.

import type { Equivalent } from "./equivalent.ts";
import type { MutatedFile, Mutant } from "./stryker.ts";

/** A mutant with no failing test. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  /** The line in the source, trimmed. */
  readonly code: string;
  /** The code before the mutation. */
  readonly original: string;
  /** The code after the mutation. */
  readonly replacement: string;
  readonly mutator: string;
  /** Whether any test ran this line. */
  readonly covered: boolean;
}

/** The counts of one file. */
export interface FileResult {
  readonly file: string;
  readonly killed: number;
  /** The number of survivors listed in equivalent.ts. */
  readonly equivalent: number;
  readonly survivors: readonly Survivor[];
}

/** The result of one run. */
export interface MutationResult {
  readonly files: readonly FileResult[];
  /** Entries of equivalent.ts for a mutated file without a surviving mutant like them. */
  readonly stale: readonly Equivalent[];
}

/** Sorts the mutants of a report into killed, equivalent and surviving. */
export function resultOf(
  report: Readonly<Record<string, MutatedFile>>,
  equivalents: readonly Equivalent[],
): MutationResult {
  const used = new Set<Equivalent>();
  const files = Object.entries(report).map(([file, { source, mutants }]): FileResult => {
    const surviving = mutants.filter(hasSurvived).map((mutant) => survivorOf(file, source, mutant));
    const survivors = surviving.filter((survivor) => {
      const listed = equivalents.find((equivalent) => isOf(equivalent, survivor));
      if (listed !== undefined) used.add(listed);
      return listed === undefined;
    });
    return {
      file,
      killed: mutants.filter(({ status }) => KILLED.has(status)).length,
      equivalent: surviving.length - survivors.length,
      survivors,
    };
  });
  const mutatedFiles = new Set(Object.keys(report));
  const stale = equivalents.filter((listed) => mutatedFiles.has(listed.file) && !used.has(listed));
  return { files, stale };
}

/** The percentage of killed mutants without the equivalent ones, or 100 without any mutant. */
export function scoreOf(files: readonly Pick<FileResult, "killed" | "survivors">[]): number {
  const killed = files.reduce((sum, file) => sum + file.killed, 0);
  const all = files.reduce((sum, file) => sum + file.killed + file.survivors.length, 0);
  return all === 0 ? 100 : (100 * killed) / all;
}

/** A hanging mutant and one that breaks an import are noticed as well. */
const KILLED: ReadonlySet<Mutant["status"]> = new Set(["Killed", "Timeout", "RuntimeError"]);

function hasSurvived({ status }: Mutant): boolean {
  return status === "Survived" || status === "NoCoverage";
}

function isOf(equivalent: Equivalent, survivor: Survivor): boolean {
  return (
    equivalent.file === survivor.file &&
    equivalent.code === survivor.code &&
    equivalent.original === survivor.original &&
    equivalent.replacement === survivor.replacement
  );
}

function survivorOf(file: string, source: string, mutant: Mutant): Survivor {
  const { start, end } = mutant.location;
  const lines = source.split("\n");
  const span = lines.slice(start.line - 1, end.line);
  // Cut the end first. On a single line, cutting the start first would shift it.
  span[span.length - 1] = span.at(-1)?.slice(0, end.column - 1) ?? "";
  span[0] = span[0]?.slice(start.column - 1) ?? "";
  return {
    file,
    line: start.line,
    code: lines[start.line - 1]?.trim() ?? "",
    original: span.map((line) => line.trim()).join(" "),
    replacement: (mutant.replacement ?? "").replaceAll(/\s+/g, " "),
    mutator: mutant.mutatorName,
    covered: mutant.status === "Survived",
  };
}
