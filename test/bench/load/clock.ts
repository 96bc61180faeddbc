// The moment as all processes of a benchmark read it.

/** Unix milliseconds with their fraction. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
