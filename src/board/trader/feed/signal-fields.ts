// All that a signal says, as lines to read: each number with the digits that were sent.

export interface Field {
  /** The key, or the way to it: `legs.0.price`. */
  readonly name: string;
  readonly text: string;
}

/** The members of a signal's `digits`, in their order; nested ones by their way. */
export function fieldsOf(raw: object, path = ""): readonly Field[] {
  return Object.entries(raw).flatMap(([key, value]: [string, unknown]) => {
    const name = `${path}${key}`;
    return typeof value === "object" && value !== null
      ? fieldsOf(value, `${name}.`)
      : [{ name, text: String(value) }];
  });
}
