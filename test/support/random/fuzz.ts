// The number of random cases of a property. It takes a few seconds, or FUZZ=<factor> times as long.

import { SEED } from "./random-seed.ts";

const factor = Math.max(1, Number(globalThis.process?.env["FUZZ"] || 1));

/** The parameters of fast-check, with `numRuns` times the factor. */
export function cases(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: SEED, numRuns: Math.ceil(numRuns * factor) };
}

/** A property's timeout, milliseconds. It grows with the factor. */
export const FUZZ_TIMEOUT_MS: number = 30_000 * factor;
