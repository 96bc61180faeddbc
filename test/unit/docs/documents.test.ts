// Every document: its links and the files it names exist, and README.md leads to it.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "vitest";
import { anchorsOf, DOCUMENTS, PROJECT, read } from "../../support/docs/markdown.ts";

/** The targets of a document's links. */
function linksOf(document: string): readonly string[] {
  return [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
}

describe("every document", () => {
  it("links to files and headings that exist", ({ expect }) => {
    const links = DOCUMENTS.flatMap((document) =>
      linksOf(document)
        .filter((link) => !/^[a-z]+:/.test(link))
        .map((link) => ({ document, link })),
    );

    const broken = links.filter(({ document, link }) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(PROJECT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });

    expect(links.length).toBeGreaterThan(10);
    expect(broken).toEqual([]);
  });

  it("names only files of the source and the tests that exist", ({ expect }) => {
    const named = DOCUMENTS.flatMap((document) =>
      [...read(document).matchAll(/\b(?:src|test)\/[\w./-]*\w\b\/?/g)].map(([path]) => ({
        document,
        path,
      })),
    );

    const missing = named
      .filter(({ path }) => !existsSync(join(PROJECT, path)))
      .map(({ document, path }) => `${document}: ${path}`);

    expect(named.length).toBeGreaterThan(20);
    expect(new Set(missing)).toEqual(new Set());
  });

  it("is reached by a link of README.md", ({ expect }) => {
    const reached = new Set(linksOf("README.md").map((link) => link.split("#")[0]));
    const documents = DOCUMENTS.filter(
      (path) => path !== "README.md" && !path.startsWith("docs/decisions/"),
    );

    expect(documents.filter((path) => !reached.has(path))).toEqual([]);
  });
});
