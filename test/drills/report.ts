// The report of a run, as a table and as JSON.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { addLines, EMPTY_LINE, type DrillResult } from "./drill.ts";
import { table, type Cell } from "./from-bench.ts";
import type { LedgerLine } from "./ledger/evaluation/evaluate-feed.ts";
import type { LogWatch } from "./service/log-watch.ts";

export interface Report {
  readonly date: string;
  readonly seed: number;
  readonly short: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly cores: number;
  readonly seconds: number;
  readonly survived: number;
  readonly total: LedgerLine;
  readonly logs: { readonly lines: number; readonly canaries: number };
  readonly drills: readonly DrillResult[];
}

const PROJECT = new URL("../..", import.meta.url).pathname;
const PACKAGES = ["wrangler", "workerd"] as const;

export function reportOf(
  run: { readonly seed: number; readonly short: boolean; readonly seconds: number },
  drills: readonly DrillResult[],
  { lines, canaries }: LogWatch,
): Report {
  return {
    date: new Date().toISOString().slice(0, 10),
    ...run,
    versions: versions(),
    cores: availableParallelism(),
    survived: drills.filter(({ survived }) => survived).length,
    total: drills.reduce((sum, { line }) => addLines(sum, line), EMPTY_LINE),
    logs: { lines, canaries },
    drills,
  };
}

/** Whether every fault was survived and no log line holds a secret. */
export function allSurvived({ drills, survived, logs }: Report): boolean {
  return survived === drills.length && logs.canaries === 0;
}

/** The ledger's columns in the order of printing. */
export const COLUMNS = [
  "published",
  "acknowledged",
  "unknown",
  "resolved",
  "stored",
  "delivered",
  "duplicated",
  "missing",
  "foreign",
] as const satisfies readonly (keyof LedgerLine)[];

export function reportText(report: Report, examples: readonly string[]): string {
  const { drills, total, logs, versions, date, seed, cores, seconds } = report;
  const rows: readonly (readonly Cell[])[] = [
    ["fault", ...COLUMNS, "seconds", "survived"],
    ...drills.map(({ name, line, seconds, survived }): readonly Cell[] => [
      name,
      ...COLUMNS.map((column) => line[column]),
      Math.round(seconds),
      survived ? "yes" : "NO",
    ]),
    [
      "together",
      ...COLUMNS.map((column) => total[column]),
      Math.round(seconds),
      `${report.survived} of ${drills.length}`,
    ],
  ];
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const figures = drills.flatMap(({ name, figures }) => {
    const texts = Object.entries(figures).map(
      ([figure, value]) => `${figure} ${value.toLocaleString("en-US")}`,
    );
    return texts.length === 0 ? [] : [`${name}: ${texts.join(", ")}`];
  });
  const broken = drills.flatMap(({ name, broken }) =>
    broken.map((failure) => `BROKEN ${name}: ${failure}`),
  );
  return [
    `${date}, seed ${seed}${report.short ? ", short" : ""}; ${names.join(", ")}; ${cores} cores`,
    "",
    table(rows),
    ...figures,
    `logs: ${logs.lines.toLocaleString("en-US")} lines, ${logs.canaries} canaries`,
    ...broken,
    ...examples.map((line) => `CANARY ${line}`),
    "",
  ].join("\n");
}

function versions(): Record<string, string> {
  const ownVersion = versionIn("package.json");
  const others = PACKAGES.map((name): [string, string] => [
    name,
    versionIn(`node_modules/${name}/package.json`),
  ]);
  return { "signal-hub": ownVersion, ...Object.fromEntries(others), node: process.versions.node };
}

function versionIn(file: string): string {
  const { version } = JSON.parse(readFileSync(join(PROJECT, file), "utf8")) as {
    version: string;
  }; // SAFETY: every package has one.
  return version;
}
