// The command line of `npm run drills`.

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

/** A run with its options, or a text to print and the exit code. */
export type Command =
  | { readonly run: Options }
  | { readonly exit: { readonly text: string; readonly code: 0 | 2 } };

/** The longest name of a drill, characters. */
const NAME_WIDTH = 32;

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
  if (unknown.length > 0) throw new Error(`there is no drill named ${unknown.join(" or ")}`);
  return faults.filter(({ name }) => names.includes(name));
}

function helpOf(faults: readonly Fault[]): string {
  const entries = faults.map(
    ({ name, hypothesis }) => `  ${name.padEnd(NAME_WIDTH)} ${hypothesis}`,
  );
  return `Injects each fault on the list, and reports what was lost.

npm run drills -- [options]

  --only NAMES   these drills only, separated by commas
  --short        fewer messages, without the long drills
  --seed N       repeats the feeds and drops of a run
  --json FILE    also writes the ledger as JSON
  --update-docs  puts the ledger into docs/reliability.md

Exit code 1 where a fault is not survived.

${entries.join("\n")}
`;
}
