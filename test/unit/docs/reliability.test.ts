// docs/reliability.md lists every fault of the drills, with its hypothesis, in their order.

import { readFileSync } from "node:fs";
import { it } from "vitest";
import { FAULTS } from "../../drills/faults/index.ts";

const DOCUMENT = new URL("../../../docs/reliability.md", import.meta.url).pathname;

it("has a row for every fault", ({ expect }) => {
  const [, list = ""] = readFileSync(DOCUMENT, "utf8").split("\n## Every fault\n");
  const [table = ""] = list.split("\n## ");

  const rows = table.match(/^\| `.*$/gm);

  expect(rows).toEqual(FAULTS.map(({ name, hypothesis }) => `| \`${name}\` | ${hypothesis} |`));
});

it("tells the faults apart by their names", ({ expect }) => {
  const names = FAULTS.map(({ name }) => name);

  expect(new Set(names).size).toBe(FAULTS.length);
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});
