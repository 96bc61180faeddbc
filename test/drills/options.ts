// The command line of the drills.

import { parseArgs } from "node:util";
import type { Fault } from "./fault.ts";
import { shortForm } from "./faults/index.ts";

export interface Options {
  readonly seed: number;
  readonly short: boolean;
  readonly faults: readonly Fault[];
  readonly json: string | undefined;
  /** Whether docs/reliability.md is to show this run. */
  readonly updateDocs: boolean;
}

/** What was asked for; a text and an exit code where the command ends with that. */
export type Command =
  | { readonly run: Options }
  | { readonly exit: { readonly text: string; readonly code: 0 | 2 } };

export function readOptions(args: readonly string[], faults: readonly Fault[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean" },
        only: { type: "string" },
        short: { type: "boolean", default: false },
        seed: { type: "string", default: String(Date.now() % 1_000_000) },
        json: { type: "string" },
        "update-docs": { type: "boolean", default: false },
      },
    });
    if (values.help === true) return { exit: { text: helpOf(faults), code: 0 } };
    if (!/^[0-9]{1,9}$/.test(values.seed)) throw new Error("--seed takes a number");
    const { short, json, only, "update-docs": updateDocs } = values;
    if (updateDocs && (short || only !== undefined)) {
      throw new Error("--update-docs takes a whole run");
    }
    const chosen = chooseFrom(faults, only, short);
    return { run: { seed: Number(values.seed), short, faults: chosen, json, updateDocs } };
  } catch (error) {
    return { exit: { text: `${error instanceof Error ? error.message : "?"}\n`, code: 2 } };
  }
}

function chooseFrom(
  faults: readonly Fault[],
  only: string | undefined,
  short: boolean,
): readonly Fault[] {
  if (only === undefined) return short ? shortForm(faults) : faults;
  const names = only.split(",");
  const unknown = names.filter((name) => !faults.some((fault) => fault.name === name));
  if (unknown.length > 0) throw new Error(`there is no drill called ${unknown.join(" or ")}`);
  return faults.filter(({ name }) => names.includes(name));
}

function helpOf(faults: readonly Fault[]): string {
  const entries = faults.map(({ name, hypothesis }) => `  ${name.padEnd(28)} ${hypothesis}`);
  return `Breaks the service in every way on the list, and draws up what was lost.

npm run drills -- [options]

  --only NAMES   some of them, with commas between
  --short        fewer messages, and without those that take long
  --seed N       repeats a run's feeds and drops
  --json FILE    writes the ledger as JSON, too
  --update-docs  puts the ledger into docs/reliability.md

Exit code 1 where a fault isn't survived.

${entries.join("\n")}
`;
}
