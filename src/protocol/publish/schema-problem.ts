// A schema's issue as an error for the caller. It never repeats the caller's own text.

import type * as z from "zod";

/** Why a value breaks its schema. */
export interface SchemaProblem {
  /** JSON pointer (RFC 6901) to a key of the schema. It is empty for the whole value. */
  readonly path: string;
  readonly reason: string;
}

/** Turns zod's issue into a problem. */
export function schemaProblemOf(issue: z.core.$ZodIssue): SchemaProblem {
  // Zod's own text would name the unknown keys, and these are the caller's text.
  return issue.code === "unrecognized_keys"
    ? { path: "", reason: "has a key that the schema doesn't know" }
    : { path: issue.path.map((key) => `/${String(key)}`).join(""), reason: issue.message };
}
