// The text of `--help`, from the tables of options.

import { type Command, type Option } from "./command.ts";

const PROGRAM = "signal-hub";

/** The page of `signal-hub --help`, with every command. */
export function overview(commands: readonly Command[]): string {
  return page([
    `${PROGRAM} <command> [options]`,
    section("Commands", columns(commands.map(({ name, summary }) => [name, summary]))),
    `In a checkout: npm run --silent hub -- <command> [options]`,
    `More on one of them: ${PROGRAM} <command> --help`,
  ]);
}

/** The page of one command. */
export function manual(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, option]) => [flag(name, option), describeOption(option)] as const,
  );
  const exits = command.exits.map(([code, text]) => [String(code), text] as const);
  return page([
    `${PROGRAM} ${command.name} ${command.usage}`.trimEnd(),
    `${command.summary}.`,
    ...command.notes,
    section("Options", columns([...options, ["--help", "this text"]])),
    section(
      "Examples",
      command.examples.map((example) => `${PROGRAM} ${example}`),
    ),
    section("Exit codes", columns(exits)),
  ]);
}

function flag(name: string, option: Option): string {
  return option.value === undefined ? `--${name}` : `--${name} ${option.value}`;
}

function describeOption(option: Option): string {
  return option.defaultText === undefined
    ? option.text
    : `${option.text} (default: ${option.defaultText})`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}`);
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function page(paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
