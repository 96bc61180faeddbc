// A broken rule is a fault of the code. It stops the work at once.

/** The code broke one of its own rules. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws an `InvariantError` with the rule where the condition doesn't hold. */
export function assertInvariant(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new InvariantError(`broken: ${rule}`);
}
