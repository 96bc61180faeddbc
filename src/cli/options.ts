// Reads a command's arguments against its table of options.

import { parseArgs, type ParseArgsConfig } from "node:util";

import { UsageError, type Options } from "./command.ts";

/** Options of several commands. */
export const SHARED = {
  url: {
    type: "string",
    value: "URL",
    text: "the service: http, https, ws or wss",
    defaultText: "$SIGNAL_HUB_URL, else http://localhost:8000",
  },
  key: {
    type: "string",
    value: "KEY",
    text: "the producer's key",
    defaultText: "$SIGNAL_HUB_KEY, else the first of PRODUCER_KEYS",
  },
  rate: { type: "string", value: "N", text: "messages a second, up to 500", defaultText: "1" },
} as const satisfies Options;

interface Arguments<Table extends Options> {
  readonly values: {
    readonly [Name in keyof Table]?: Table[Name]["type"] extends "boolean" ? boolean : string;
  };
  readonly positionals: readonly string[];
}

/** The arguments by name. Throws a `UsageError` with the name of an argument outside of the table. */
export function readArguments<const Table extends Options>(
  args: readonly string[],
  options: Table,
  { positionals = false }: { readonly positionals?: boolean } = {},
): Arguments<Table> {
  const config: ParseArgsConfig = { args: [...args], options, allowPositionals: positionals };
  try {
    const parsed = parseArgs(config);
    // SAFETY: `parseArgs` gives a boolean or a string as the table says, and throws otherwise.
    return {
      values: parsed.values as Arguments<Table>["values"],
      positionals: parsed.positionals,
    };
  } catch (error) {
    // The parser's own words name the option and the mistake.
    throw new UsageError(error instanceof Error ? error.message : "can't read the arguments");
  }
}

interface NumberRule {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** A decimal number within bounds. Throws a `UsageError`. */
export function readNumber(name: string, text: string | undefined, rule: NumberRule): number {
  if (text === undefined) return rule.default;
  const number = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= rule.min && number <= rule.max) return number;
  throw new UsageError(`--${name} takes a number from ${rule.min} to ${rule.max}`);
}

/** A whole number within bounds. Throws a `UsageError`. */
export function readInteger(name: string, text: string | undefined, rule: NumberRule): number {
  const number = readNumber(name, text, rule);
  if (Number.isInteger(number)) return number;
  throw new UsageError(`--${name} takes a whole number`);
}

/** A count from 1. Without the option there is no end. Throws a `UsageError`. */
export function readCount(name: string, text: string | undefined): number {
  const rule = { default: Number.MAX_SAFE_INTEGER, min: 1, max: Number.MAX_SAFE_INTEGER };
  return readInteger(name, text, rule);
}
