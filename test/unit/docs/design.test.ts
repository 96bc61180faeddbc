// docs/design.md names every file and table of the hub, and docs/decisions/ has every number.

import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, it } from "vitest";
import { PROJECT, read, rows } from "../../support/docs/markdown.ts";

const PAGE = "docs/design.md";

describe("docs/design.md", () => {
  it("says of every file of the hub and its sockets what it is for", ({ expect }) => {
    const files = globSync("{hub,sockets}/**/*.ts", { cwd: join(PROJECT, "src") });
    const documented = rows(PAGE, "## Folders")
      .map(([file = ""]) => file)
      .filter((file) => /^(?:hub|sockets)\/[\w/-]+\.ts$/.test(file));

    expect(files.length).toBeGreaterThan(20);
    expect(documented.toSorted()).toEqual(files.toSorted());
  });

  it("has a reason for every file it names", ({ expect }) => {
    const empty = rows(PAGE, "## Folders").filter(([, purpose = ""]) => purpose === "");

    expect(empty).toEqual([]);
  });

  it("has every table of the hub", ({ expect }) => {
    const inCode = [
      ...read("src/hub/storage/schema.ts").matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(/g),
    ].map(([, name = ""]) => name);

    expect(inCode).toContain("log");
    expect(rows(PAGE, "## State").map(([name]) => name)).toEqual(inCode);
  });
});

describe("docs/decisions", () => {
  it("is numbered without a gap", ({ expect }) => {
    const decisions = globSync("docs/decisions/*.md", { cwd: PROJECT }).toSorted();

    const numbers = decisions.map((path) => Number(relative("docs/decisions", path).slice(0, 4)));

    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });
});
