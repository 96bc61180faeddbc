// Many small things at once, but not all of them.

/** Does it for 0, 1, … `count - 1`, at most `concurrency` at a time; answers in that order. */
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

/** How often each value came. */
export function countValues<Value>(values: Iterable<Value>): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
