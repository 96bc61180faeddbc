// The shape of a command: its help, its options, its exit codes and the error for its caller.

/** One option of a command. The same table reads the arguments and prints the help. */
export interface Option {
  readonly type: "string" | "boolean";
  /** The placeholder of the value in the help, such as `URL`. */
  readonly value?: string;
  readonly text: string;
  /** The default in words, for the help alone. The command applies it. */
  readonly defaultText?: string;
}

/** Options by their names, without the dashes. */
export type Options = Readonly<Record<string, Option>>;

/** The exit codes of the commands. */
export const EXIT = {
  /** Done. */
  done: 0,
  /** The service refused. */
  refused: 1,
  /** The command line or a local setting is wrong. */
  usage: 2,
  /** The service can't be reached. */
  unreachable: 3,
} as const;

/** One of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake of the caller. The message says how to put it right, and never carries a secret. */
export class UsageError extends Error {}

/** A command of `signal-hub`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The arguments after the command's name. */
  readonly usage: string;
  readonly options: Options;
  /** Paragraphs of the help, each at most a screen wide. */
  readonly notes: readonly string[];
  /** Command lines without the program's name. */
  readonly examples: readonly string[];
  /** The meaning of each exit code. */
  readonly exits: readonly (readonly [ExitCode, string])[];
  /** Runs with the arguments after the command's name. Throws a `UsageError` for a mistake of the caller. */
  run(args: readonly string[]): Promise<ExitCode>;
}
