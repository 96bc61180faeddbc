// The clock shared by all processes of a benchmark.

/** The time in Unix milliseconds, with a fraction. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
