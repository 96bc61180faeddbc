// How a command ends, as its caller's shell sees it.

export const EXIT = {
  /** Done. */
  done: 0,
  /** The service said no. */
  refused: 1,
  /** The command line or a local setting is wrong. */
  usage: 2,
  /** The service can't be reached. */
  unreachable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
