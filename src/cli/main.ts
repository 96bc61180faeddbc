#!/usr/bin/env node
// The entry of the command line. It finds the command and sets the exit code.

import { type Command, EXIT, type ExitCode, UsageError } from "./command.ts";
import { cost } from "./cost.ts";
import { demo } from "./demo.ts";
import { dev } from "./dev.ts";
import { manual, overview } from "./help.ts";
import { publish } from "./publish.ts";
import { tail } from "./tail.ts";
import { notice } from "./terminal-text.ts";
import { token } from "./token.ts";

const COMMANDS: readonly Command[] = [token, publish, tail, demo, dev, cost];

async function main(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") return show(overview(COMMANDS));

  const command = COMMANDS.find((one) => one.name === name);
  if (command === undefined) {
    notice(name === undefined ? "signal-hub: a command is missing" : "signal-hub: no such command");
    process.stderr.write(`\n${overview(COMMANDS)}`);
    return EXIT.usage;
  }
  if (asksForHelp(rest)) return show(manual(command));

  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    notice(`signal-hub ${command.name}: ${error.message}`);
    notice(`More: signal-hub ${command.name} --help`);
    return EXIT.usage;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

function show(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.done;
}

// The reader of a pipe may close it early, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    throw error;
  });
}

const code = await main(process.argv.slice(2));
// A closed socket may hold the process for seconds more. It ends once the output is written.
process.stdout.write("", () => process.exit(code));
