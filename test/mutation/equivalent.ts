// Mutants that change nothing anybody could see, one by one, each with the reason. They are counted apart.

/** `code` is the line as it stands, trimmed; `original` and `replacement` are what the mutant changes in it. */
export interface Equivalent {
  readonly file: string;
  readonly code: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
