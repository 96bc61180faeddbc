// Checks every log line of the service in any Worker test. Each is a flat event without secret, token or payload.

import { afterEach } from "vitest";
import { problemWithLogLine } from "./log-lines.ts";

/** The problems of one console. Files that share an isolate share its console, and each runs this module again. */
const PROBLEMS = Symbol.for("signal-hub.log-problems");

const watched: Console & { [PROBLEMS]?: string[] } = console;
const problems = (watched[PROBLEMS] ??= watch(console));

afterEach(() => {
  const found = problems.splice(0);
  if (found.length > 0) throw new Error(`in the log: ${found.join("; ")}`);
});

function watch(target: Console): string[] {
  const found: string[] = [];
  for (const level of ["debug", "info", "log", "warn", "error"] as const) {
    const write = target[level].bind(target);
    target[level] = (...args: unknown[]) => {
      const problem = problemWithLogLine(args);
      if (problem !== null) found.push(problem);
      write(...args);
    };
  }
  return found;
}
