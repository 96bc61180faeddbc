// docs/security.md tells the truth: each row of its tables names tests that exist, and no such test is left out.

import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";

const PROJECT = join(import.meta.dirname, "../../..");

interface Row {
  readonly attack: string;
  readonly outcome: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

/** `file` › title, as the third cell of a row has it, several parted by <br>. */
const NAMED = /^`(test\/[\w/-]+\.test\.tsx?)` › (.+)$/;

/** The rows of the tables of attacks; other tables have other headings. */
const TABLE_LINES = readFileSync(join(PROJECT, "docs/security.md"), "utf8")
  .split("\n\n")
  .filter((block) => block.startsWith("| attack |"))
  .flatMap((block) => block.trim().split("\n").slice(2));

const ROWS: readonly Row[] = TABLE_LINES.map((line) => {
  const [attack = "", outcome = "", testCell = ""] = line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
  const tests = testCell.split("<br>").flatMap((text) => {
    const [, file = "", title = ""] = NAMED.exec(text) ?? [];
    return file === "" ? [] : [{ file, title }];
  });
  return { attack, outcome, tests };
});

describe("docs/security.md", () => {
  it("has rows, and each has an attack, an outcome and tests", ({ expect }) => {
    expect(ROWS.length).toBeGreaterThan(60);
    expect(ROWS.filter(({ attack, outcome }) => attack === "" || outcome === "")).toEqual([]);
    const named = TABLE_LINES.map((line) => line.split("<br>").length);
    expect(ROWS.map(({ tests }) => tests.length)).toEqual(named);
  });

  it("names no attack twice", ({ expect }) => {
    const attacks = ROWS.map(({ attack }) => attack);

    expect(attacks.filter((attack, at) => attacks.indexOf(attack) < at)).toEqual([]);
  });

  it.for(ROWS)("$attack: its tests exist", ({ tests }, { expect }) => {
    for (const { file, title } of tests) {
      expect(existsSync(join(PROJECT, file)), file).toBe(true);
      expect(titlesIn(file), file).toContain(title);
    }
  });

  it("leaves out no file of the attacks and the fuzzers", ({ expect }) => {
    const files = globSync("test/worker/{security,fuzz}/*.test.ts", { cwd: PROJECT });
    const named = new Set(ROWS.flatMap(({ tests }) => tests.map(({ file }) => file)));

    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !named.has(file))).toEqual([]);
  });
});

/** The titles of a file's tests: the first string of `describe`, `it` and of what their tables return. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(join(PROJECT, file), "utf8");
  const calls = text.matchAll(/(?:\b(?:describe|it)|\]|\)|const)\(\s*(["`])((?:\\.|(?!\1).)*)\1/gs);
  return [...calls].map(([, , title = ""]) => title.replace(/ \(FC_SEED=\$\{SEED\}\)$/, ""));
}
