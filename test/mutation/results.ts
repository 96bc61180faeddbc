// What a run has shown: for each file how many mutants were killed, and which were not.

import type { Equivalent } from "./equivalent.ts";
import type { MutatedFile, Mutant } from "./stryker.ts";

export interface Survivor {
  readonly file: string;
  readonly line: number;
  /** The line as it stands, trimmed. */
  readonly code: string;
  /** What was there, and what stood in its place. */
  readonly original: string;
  readonly replacement: string;
  readonly mutator: string;
  /** Whether any test came by. */
  readonly covered: boolean;
}

export interface FileResult {
  readonly file: string;
  readonly killed: number;
  /** Survivors that change nothing anybody could see, each with a reason in equivalent.ts. */
  readonly equivalent: number;
  readonly survivors: readonly Survivor[];
}

export interface MutationResult {
  readonly files: readonly FileResult[];
  /** Entries of the list whose mutant was killed, or wasn't made: of the files that were judged. */
  readonly stale: readonly Equivalent[];
}

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

/** Killed of those that could be killed, percent; 100 where there was nothing to kill. */
export function scoreOf(files: readonly Pick<FileResult, "killed" | "survivors">[]): number {
  const killed = files.reduce((sum, file) => sum + file.killed, 0);
  const all = files.reduce((sum, file) => sum + file.killed + file.survivors.length, 0);
  return all === 0 ? 100 : (100 * killed) / all;
}

/** A mutant that hangs, or that no module can be loaded with, is noticed as well. */
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
  // Its end first: on one line the beginning would move it.
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
