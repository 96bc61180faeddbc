// A schema's issue becomes a pointer and a reason without the caller's text.

import * as z from "zod";
import { it } from "vitest";
import { schemaProblemOf } from "../../../../src/protocol/publish/schema-problem.ts";

const schema = z.strictObject({ a: z.array(z.strictObject({ b: z.string("must be text") })) });

it.for([
  [{ a: [{ b: "" }, { b: 5 }] }, { path: "/a/1/b", reason: "must be text" }],
  [
    { a: [], c4n4ry: 1 },
    { path: "", reason: "has a key that the schema doesn't know" },
  ],
  [{ a: [{ b: "", c4n4ry: 1 }] }, { path: "", reason: "has a key that the schema doesn't know" }],
] as const)("%j has the problem %j", ([value, problem], { expect }) => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];

  expect(issue && schemaProblemOf(issue)).toEqual(problem);
});
