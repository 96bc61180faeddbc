// `npm run drills`: injects each fault on the list and reports a ledger of lost messages.

import { writeFileSync } from "node:fs";
import { Drill, type DrillOptions, type DrillResult } from "./drill.ts";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults/index.ts";
import { progress } from "./from-bench.ts";
import { writeLedgerPage } from "./ledger-page.ts";
import { readOptions } from "./options.ts";
import { allSurvived, reportOf, reportText, type Report } from "./report.ts";
import { LogWatch } from "./service/log-watch.ts";

/** Runs these drills. The waiting ones run beside the others, and the others run one after another. */
export async function runDrills(
  faults: readonly Fault[],
  options: DrillOptions,
  logs: LogWatch,
): Promise<Report> {
  const began = performance.now();
  let done = 0;
  const run = async (fault: Fault): Promise<DrillResult> => {
    const result = await Drill.run(fault, options, logs);
    done += 1;
    const outcome = result.survived ? "survived" : `NOT survived: ${result.broken[0] ?? ""}`;
    progress(
      `[${done}/${faults.length}] ${fault.name} ${outcome} (${result.seconds.toFixed(1)} s)`,
    );
    return result;
  };
  const waiting = Promise.all(faults.filter(({ waits }) => waits === true).map(run));
  const results: DrillResult[] = [];
  for (const fault of faults) {
    if (fault.waits !== true) results.push(await run(fault));
  }
  results.push(...(await waiting));
  const rank = new Map(faults.map(({ name }, index) => [name, index]));
  const sorted = results.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  const { seed, short } = options;
  const seconds = (performance.now() - began) / 1_000;
  return reportOf({ seed, short, seconds }, sorted, logs);
}

async function main(): Promise<void> {
  const command = readOptions(process.argv.slice(2), FAULTS);
  if ("exit" in command) {
    const { text, code } = command.exit;
    (code === 0 ? process.stdout : process.stderr).write(text);
    process.exitCode = code;
    return;
  }
  const { faults, json, updateDocs, ...options } = command.run;
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  progress(`seed ${options.seed}, ${faults.length} drills`);
  const logs = new LogWatch();
  const report = await runDrills(faults, options, logs);
  process.stdout.write(reportText(report, logs.examples));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  if (updateDocs) writeLedgerPage(report);
  process.exitCode = allSurvived(report) ? 0 : 1;
}

if (import.meta.main) await main();
