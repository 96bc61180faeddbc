// How many random cases a property tries: a few seconds' worth, or FUZZ=<factor> times that for a long run.

import { SEED } from "./random-seed.ts";

const factor = Math.max(1, Number(globalThis.process?.env["FUZZ"] || 1));

/** What fast-check is to do: `numRuns` cases of this run's seed, times the factor. */
export function cases(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns: Math.ceil(numRuns * factor) };
}

/** A property's time, for a factor that makes it long. */
export const FUZZ_TIMEOUT_MS: number = 30_000 * factor;
