// Bounded concurrency for thousands of small requests, and a count of their outcomes.

/** Runs the task for 0 to `count - 1`, at most `concurrency` at a time. Returns the values in that order. */
export async function inParallel<Value>(
  count: number,
  concurrency: number,
  task: (index: number) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      values[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  return values;
}

/** Returns the number of times each value occurs. */
export function countValues<Value>(values: Iterable<Value>): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
