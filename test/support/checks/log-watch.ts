// Checks every log line of the service in any Worker test. Each is a flat event without secret, token or payload.

import { afterEach } from "vitest";
import { problemWithLogLine } from "./log-lines.ts";

const problems: string[] = [];

for (const level of ["debug", "info", "log", "warn", "error"] as const) {
  // oxlint-disable-next-line no-console -- the logged lines are under test.
  const write = console[level].bind(console);
  console[level] = (...args: unknown[]) => {
    const problem = problemWithLogLine(args);
    if (problem !== null) problems.push(problem);
    write(...args);
  };
}

afterEach(() => {
  const found = problems.splice(0);
  if (found.length > 0) throw new Error(`in the log: ${found.join("; ")}`);
});
