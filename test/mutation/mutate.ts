// `npm run mutate` changes the code in many small ways and lists each change without a failing test.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EQUIVALENT } from "./equivalent.ts";
import { SCOPE, type TestSuite } from "./scope.ts";
import { runStryker, type MutatedFile } from "./stryker.ts";
import { scoreOf, resultOf, type FileResult, type Survivor } from "./results.ts";

const HELP = `npm run mutate -- [options]

Mutates authentication, protocol, JSON and delivery code, one change at a time, and runs the tests of the changed
file. A mutant survives if every test passes. Exits with 1 if the share of killed mutants is below the target.

  --only TEXT,…     mutate the files with one of these texts in their path (src/auth, filter, …)
  --target N        required percentage of killed mutants (default 85)
  --concurrency N   parallel test processes (default 1)
  --json FILE       also write the results as JSON
  --list            list the files with their runtime, and exit
  --help            print this
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    target: { type: "string", default: "85" },
    concurrency: { type: "string", default: "1" },
    json: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const patterns = values.only.split(",");
const chosen = [...SCOPE].filter(([file]) => patterns.some((pattern) => file.includes(pattern)));

if (values.help) process.stdout.write(HELP);
else if (values.list)
  for (const [file, { runtime }] of chosen) process.stdout.write(`${file} ${runtime}\n`);
else process.exitCode = await mutate();

async function mutate(): Promise<number> {
  const report: Record<string, MutatedFile> = {};
  for (const [suite, files] of runsOf()) {
    Object.assign(report, await runStryker(files, suite, Number(values.concurrency)));
  }
  const { files, stale } = resultOf(report, EQUIVALENT);
  const score = scoreOf(files);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ score, files, stale }, null, 2)}\n`);
  }

  for (const survivor of files.flatMap(({ survivors }) => survivors)) print(lineOf(survivor));
  print("");
  for (const file of files.toSorted((a, b) => a.file.localeCompare(b.file))) print(rowOf(file));
  for (const folder of Object.values(Object.groupBy(files, ({ file }) => folderOf(file)))) {
    print(rowOf(sumOf(folder ?? [])));
  }
  for (const { file, code } of stale) print(`stale in equivalent.ts: ${file}: ${code}`);
  print(`${score.toFixed(1)} % killed, target ${values.target} %`);
  return score >= Number(values.target) && stale.length === 0 ? 0 : 1;
}

/** One run for each suite, with all its files. */
function runsOf(): ReadonlyMap<TestSuite, readonly string[]> {
  return new Map(
    [...Map.groupBy(chosen, ([, suite]) => suite)].map(([suite, entries]) => [
      suite,
      entries.map(([file]) => file),
    ]),
  );
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

function sumOf(files: readonly FileResult[]): FileResult {
  return {
    file: `${folderOf(files[0]?.file ?? "")}/*`,
    killed: files.reduce((sum, { killed }) => sum + killed, 0),
    equivalent: files.reduce((sum, { equivalent }) => sum + equivalent, 0),
    survivors: files.flatMap(({ survivors }) => survivors),
  };
}

function rowOf({ file, killed, equivalent, survivors }: FileResult): string {
  const score = scoreOf([{ killed, survivors }]).toFixed(1).padStart(6);
  return `${file.padEnd(40)} ${score} %  ${killed} killed, ${survivors.length} survived, ${equivalent} equivalent`;
}

function lineOf({ file, line, code, original, replacement, mutator, covered }: Survivor): string {
  return [
    `${file}:${line} ${mutator}${covered ? "" : " (no test runs this line)"}`,
    `    ${code}`,
    `    ${original} → ${replacement}`,
  ].join("\n");
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
