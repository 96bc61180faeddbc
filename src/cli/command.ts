// What a command is to the table of contents in main.ts.

import type { ExitCode } from "./exit-codes.ts";
import type { Options } from "./options.ts";

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the command's name. */
  readonly usage: string;
  readonly options: Options;
  /** Paragraphs, each at most a screen wide. */
  readonly notes: readonly string[];
  /** What follows the program's name. */
  readonly examples: readonly string[];
  /** What each exit code of this command means. */
  readonly exits: readonly (readonly [ExitCode, string])[];
  run(args: readonly string[]): Promise<ExitCode>;
}
