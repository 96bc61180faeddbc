// `npm run bench`: measures the hub, the platform's floor and alternatives to it in one run.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { CASES } from "./cases/cases.ts";
import type { Case, Figures, Results } from "./cases/case.ts";
import { CONTENDERS, WORKERD_CONTENDERS, type Contender } from "./contenders/contender.ts";
import { loadNow, machine } from "./machine.ts";
import { percentile, progress, table, type Cell } from "./script.ts";
import { evaluateTargets, type TargetResult } from "./targets.ts";

const OPTIONS = {
  help: { type: "boolean" },
  case: { type: "string" },
  only: { type: "string" },
  json: { type: "string", default: "dist/bench/bench.json" },
} as const;

/**
 * A load process busier than this is the bottleneck. The latencies and deliveries of its contender are then its own.
 * In the burst Bun saturates it. A load generator in C measured a median of 12 to 13 ms for Bun and of 58 to 64 ms
 * for hub-v2, a fifth.
 */
const SATURATED = 0.9;

const HELP = `Measures the hub, the platform's floor and the peers, and compares with the targets.

npm run bench -- [options]

  --case NAMES   these cases only, separated by commas
  --only NAMES   these contenders only; hub means hub-v1 and hub-v2
  --json FILE    the file for the figures (default ${OPTIONS.json.default})

Cases
${CASES.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join("\n")}

Contenders
  ${CONTENDERS.join(", ")}

load_busy is the busy part of the load process, 0 to 1. Near 1 it is the bottleneck in place of the server.

It asserts nothing. The exit code is 1 only where a case could not be measured.
`;

interface BenchOptions {
  readonly cases: readonly Case[];
  readonly contenders: ReadonlySet<Contender>;
  readonly json: string;
}

function readBenchOptions(): BenchOptions | "help" {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help === true) return "help";
  const cases = namesOf(
    values.case,
    CASES.map(({ name }) => name),
  );
  const only = values.only?.replace(/\bhub\b(?!-)/, "hub-v1,hub-v2");
  return {
    cases: CASES.filter(({ name }) => cases.has(name)),
    contenders: namesOf(only, CONTENDERS),
    json: values.json,
  };
}

function namesOf<Name extends string>(
  text: string | undefined,
  allowed: readonly Name[],
): ReadonlySet<Name> {
  if (text === undefined) return new Set(allowed);
  return new Set(
    text.split(",").map((entry) => {
      const name = allowed.find((candidate) => candidate === entry);
      if (name === undefined) throw new Error(`${entry} is none of ${allowed.join(", ")}`);
      return name;
    }),
  );
}

/** Runs the chosen cases. A failed contender is reported and left out. */
async function measureAll({
  cases,
  contenders,
}: BenchOptions): Promise<[Results, readonly string[]]> {
  const results: Record<string, Partial<Record<Contender, Figures>>> = {};
  const failures: string[] = [];
  for (const benchCase of cases) {
    const measurements = new Map<Contender, Figures[]>();
    for (const contender of measurementOrder(benchCase).filter((name) => contenders.has(name))) {
      progress(`${benchCase.name}: ${contender}`);
      try {
        const figures = await benchCase.measure(contender);
        measurements.set(contender, [...(measurements.get(contender) ?? []), figures]);
      } catch (error) {
        failures.push(`${benchCase.name}: ${contender}: ${String(error)}`);
        progress(String(error));
      }
    }
    const measured = Object.fromEntries(
      Array.from(measurements, ([contender, figures]) => [contender, medians(figures)]),
    );
    results[benchCase.name] = measured;
    process.stdout.write(`\n${benchCase.name}: ${benchCase.summary}\n${table(rowsOf(measured))}`);
  }
  return [results, failures];
}

/** Measures each contender once, then repeats the workerd ones in turn, so that noise of the machine hits all of them. */
function measurementOrder({ contenders, repetitions = 1 }: Case): readonly Contender[] {
  const again = contenders.filter((contender) => WORKERD_CONTENDERS.has(contender));
  return [...contenders, ...Array.from({ length: repetitions - 1 }, () => again).flat()];
}

/** Each case and contender with a saturated load process, as `case: contender`. */
function saturatedIn(results: Results): readonly string[] {
  return Object.entries(results).flatMap(([name, measured]) =>
    Object.entries(measured)
      .filter(([, figures]) => (figures["load_busy"] ?? 0) > SATURATED)
      .map(([contender]) => `${name}: ${contender}`),
  );
}

/** Returns the median of each figure by itself. */
function medians(figures: readonly Figures[]): Figures {
  const names = Object.keys(figures[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      percentile(
        figures.map((measurement) => measurement[name] ?? 0),
        0.5,
      ),
    ]),
  );
}

function rowsOf(measured: Readonly<Partial<Record<Contender, Figures>>>): (readonly Cell[])[] {
  const names = Object.keys(Object.values(measured)[0] ?? {});
  const rows = Object.entries(measured).map(([contender, figures]) => [
    contender,
    ...names.map((name) => figures[name] ?? ""),
  ]);
  return [["", ...names], ...rows];
}

function targetRows(targets: readonly TargetResult[]): (readonly Cell[])[] {
  return [
    ["target", "measured", "at most", ""],
    ...targets.map(({ text, measured, atMost, met }) => [
      text,
      measured.toFixed(3),
      atMost.toFixed(3),
      met ? "met" : "MISSED",
    ]),
  ];
}

async function main(): Promise<void> {
  const options = readBenchOptions();
  if (options === "help") {
    process.stdout.write(HELP);
    return;
  }
  const about = machine();
  process.stdout.write(table(Object.entries(about)));
  const began = performance.now();
  const [results, failures] = await measureAll(options);
  const targets = evaluateTargets(results);
  const seconds = Math.round((performance.now() - began) / 1_000);
  process.stdout.write(`\n${table(targetRows(targets))}\nin ${seconds} s, load ${loadNow()}\n`);
  const saturated = saturatedIn(results);
  for (const name of saturated) process.stdout.write(`LOAD SATURATED: ${name}\n`);
  for (const failure of failures) process.stdout.write(`NOT MEASURED: ${failure}\n`);
  mkdirSync(dirname(options.json), { recursive: true });
  const figures = { machine: about, seconds, results, targets, saturated, failures };
  writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
