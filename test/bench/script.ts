// The command line shared by drills and benchmarks, with options, progress, a table and a file of figures.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

export interface NumberOption {
  readonly default: number;
  readonly text: string;
}

export interface Script<Name extends string> {
  /** The path of the script, for its help. */
  readonly file: string;
  readonly summary: string;
  readonly options: Readonly<Record<Name, NumberOption>>;
}

export type Options<Name extends string> = Readonly<Record<Name, number>> & {
  /** The file for the figures as JSON. */
  readonly json: string | undefined;
};

/** Reads the command line. Exits with the help on `--help`, and with an error on a bad option. */
export function readOptions<Name extends string>(script: Script<Name>): Options<Name> {
  const names = Object.keys(script.options) as Name[]; // SAFETY: the record's own keys.
  try {
    const { values } = parseArgs({
      options: {
        help: { type: "boolean" },
        json: { type: "string" },
        ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
      },
    });
    if (values.help === true) exitWith(helpOf(script), 0);
    const given: Readonly<Record<string, unknown>> = values;
    const numbers = names.map((name) => [name, readNumber(name, given[name], script)] as const);
    // SAFETY: one entry a name.
    return { ...(Object.fromEntries(numbers) as Record<Name, number>), json: values.json };
  } catch (error) {
    return exitWith(`${error instanceof Error ? error.message : String(error)}\n`, 2);
  }
}

function readNumber<Name extends string>(
  name: Name,
  text: unknown,
  { options }: Script<Name>,
): number {
  if (text === undefined) return options[name].default;
  if (typeof text !== "string" || !/^[0-9]+$/.test(text))
    throw new Error(`--${name} takes a number`);
  return Number(text);
}

function helpOf<Name extends string>({ file, summary, options }: Script<Name>): string {
  const entries = Object.entries<NumberOption>(options);
  const lines = entries.map(
    ([name, { text, default: value }]) =>
      `  --${`${name} N`.padEnd(14)} ${text} (default ${value})`,
  );
  lines.push(`  --${"json FILE".padEnd(14)} also writes the figures as JSON`);
  return `${summary}\n\nnode ${file} [options]\n\n${lines.join("\n")}\n\nExit code 1 where a promise is broken.\n`;
}

function exitWith(text: string, code: number): never {
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exit(code);
}

export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export type Cell = string | number;

/** Returns lines of aligned columns, with separators in large numbers. */
export function table(rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(cellText));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  const lines = texts.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  return `${lines.join("\n")}\n`;
}

function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  const digits = Math.abs(cell) >= 100 || Number.isInteger(cell) ? 0 : 2;
  return cell.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** Prints the table and the broken promises, writes the figures, and sets the exit code. */
export function conclude(
  rows: readonly (readonly Cell[])[],
  figures: object,
  broken: readonly string[],
  json: string | undefined,
): void {
  process.stdout.write(table(rows));
  for (const failure of broken) process.stdout.write(`BROKEN: ${failure}\n`);
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ ...figures, broken }, null, 2)}\n`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

/** Returns the percentile, with `part` from 0 to 1. It is 0 for no values. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
