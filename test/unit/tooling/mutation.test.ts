// The mutation tool judges its own reports rightly, and its list of equivalent mutants is of this code.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { EQUIVALENT, type Equivalent } from "../../mutation/equivalent.ts";
import { SCOPE } from "../../mutation/scope.ts";
import type { MutatedFile, Mutant } from "../../mutation/stryker.ts";
import { scoreOf, resultOf } from "../../mutation/results.ts";

const PROJECT = join(import.meta.dirname, "../../..");
const FILE = "src/auth/origin.ts";
const SOURCE = "const a = 1;\n  if (a > 1) {\n    b();\n  }\n";

/** A mutant of `a > 1` in the second line. */
function mutant(status: Mutant["status"], replacement = "true"): Mutant {
  return {
    mutatorName: "ConditionalExpression",
    replacement,
    status,
    location: { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } },
  };
}

function report(...mutants: readonly Mutant[]): Readonly<Record<string, MutatedFile>> {
  return { [FILE]: { source: SOURCE, mutants } };
}

const KNOWN: Equivalent = {
  file: FILE,
  code: "if (a > 1) {",
  original: "a > 1",
  replacement: "true",
  why: "of the test",
};

describe("a verdict", () => {
  it("counts what was noticed, in whatever way", ({ expect }) => {
    const statuses = ["Killed", "Timeout", "RuntimeError"] as const;

    const { files } = resultOf(report(...statuses.map((status) => mutant(status))), []);

    expect(files).toEqual([{ file: FILE, killed: 3, equivalent: 0, survivors: [] }]);
  });

  it("shows what was not, with its line and what stood in its place", ({ expect }) => {
    const { files } = resultOf(report(mutant("Survived"), mutant("NoCoverage", "false")), []);

    expect(files[0]?.survivors).toEqual([
      {
        file: FILE,
        line: 2,
        code: "if (a > 1) {",
        original: "a > 1",
        replacement: "true",
        mutator: "ConditionalExpression",
        covered: true,
      },
      expect.objectContaining({ replacement: "false", covered: false }),
    ]);
  });

  it("joins what spans lines", ({ expect }) => {
    const block: Mutant = {
      ...mutant("Survived", "{}"),
      location: { start: { line: 2, column: 14 }, end: { line: 4, column: 4 } },
    };

    expect(resultOf(report(block), []).files[0]?.survivors[0]?.original).toBe("{ b(); }");
  });

  it("counts what is known as equivalent apart, and only that very mutant", ({ expect }) => {
    const { files, stale } = resultOf(
      report(mutant("Survived"), mutant("Survived", "false"), mutant("Killed")),
      [KNOWN],
    );

    expect(files[0]).toMatchObject({
      killed: 1,
      equivalent: 1,
      survivors: [{ replacement: "false" }],
    });
    expect(stale).toEqual([]);
  });

  it("names what is listed as equivalent and was killed", ({ expect }) => {
    const other = { ...KNOWN, file: "src/auth/api-keys.ts" };

    expect(resultOf(report(mutant("Killed")), [KNOWN, other]).stale).toEqual([KNOWN]);
  });
});

describe("a score", () => {
  const survivors = resultOf(report(mutant("Survived")), []).files[0]?.survivors ?? [];

  it.for([
    [[], 100],
    [[{ killed: 0, survivors }], 0],
    [[{ killed: 3, survivors }], 75],
    [
      [
        { killed: 1, survivors },
        { killed: 2, survivors: [] },
      ],
      75,
    ],
  ] as const)("of %j is %i", ([files, score], { expect }) => {
    expect(scoreOf(files)).toBe(score);
  });
});

it("every mutant in the list of equivalent ones is of a line that stands, and has a reason", ({
  expect,
}) => {
  for (const { file, code, original, why } of EQUIVALENT) {
    const lines = readFileSync(join(PROJECT, file), "utf8")
      .split("\n")
      .map((line) => line.trim());

    expect(SCOPE.has(file), file).toBe(true);
    expect(lines, file).toContain(code);
    expect(lines.join(" "), file).toContain(original);
    expect(why.length, code).toBeGreaterThan(20);
  }
});

it("every file in scope exists, and so do the tests that judge it", ({ expect }) => {
  expect(SCOPE.size).toBeGreaterThan(25);
  for (const [file, { tests }] of SCOPE) {
    expect(existsSync(join(PROJECT, file)), file).toBe(true);
    for (const test of tests)
      expect(test.includes("*") || existsSync(join(PROJECT, test))).toBe(true);
  }
});
