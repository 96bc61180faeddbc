// Splits messages into bodies of publish requests.

/** Batches in order, each within both limits. A message above `maxBytes` travels alone, and the service refuses it. */
export function splitIntoBatches(
  messages: readonly string[],
  maxMessages: number,
  maxBytes: number,
): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let bytes = 0;
  for (const message of messages) {
    // A comma or a bracket for each, and one bracket more for the first.
    const added = Buffer.byteLength(message) + 1;
    if (batch.length === maxMessages || (batch.length > 0 && bytes + added > maxBytes)) {
      batches.push(batch);
      batch = [];
    }
    bytes = batch.length === 0 ? 1 + added : bytes + added;
    batch.push(message);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The body of a batch. One message is its own body, and several are an array, joined as text. */
export function bodyOf(batch: readonly string[]): string {
  return batch.length === 1 ? batch.join("") : `[${batch.join(",")}]`;
}
