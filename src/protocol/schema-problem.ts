// What a schema finds wrong, in words that never repeat the caller's own bytes.

import type * as z from "zod";

export interface SchemaProblem {
  /** JSON pointer (RFC 6901) to a key that the schema knows; empty for the whole. */
  readonly path: string;
  readonly reason: string;
}

export function schemaProblemOf(issue: z.core.$ZodIssue): SchemaProblem {
  // The keys themselves are the caller's bytes.
  return issue.code === "unrecognized_keys"
    ? { path: "", reason: "has a key that the schema doesn't know" }
    : { path: issue.path.map((key) => `/${String(key)}`).join(""), reason: issue.message };
}
