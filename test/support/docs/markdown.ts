// The project's documents as tests read them: sections, tables, code blocks, links.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The project's root, an absolute path. */
export const PROJECT = join(import.meta.dirname, "../../..");

/** Every document, as a path from the root. docs/api is generated from the docstrings and not among them. */
export const DOCUMENTS: readonly string[] = [
  ...globSync("*.md", { cwd: PROJECT }),
  ...globSync("docs/**/*.md", { cwd: PROJECT, exclude: ["docs/api/**"] }),
].toSorted();

/** The text of a project file. */
export function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}

/** The text under a heading, up to the next heading of its rank or a higher one. Throws where there is none. */
export function section(path: string, heading: string): string {
  const rank = /^#+/.exec(heading)?.[0].length ?? 0;
  const lines = read(path).split("\n");
  const from = lines.indexOf(heading);
  if (from === -1) throw new Error(`${path} has no heading "${heading}"`);
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => new RegExp(`^#{1,${rank}} `).test(line));
  return rest.slice(0, to === -1 ? undefined : to).join("\n");
}

/** The rows of a section's tables, their cells without backquotes; heads are left out. */
export function rows(path: string, heading: string): string[][] {
  const lines = section(path, heading).split("\n");
  return lines
    .filter((line, index) => line.startsWith("|") && !isHead(line, lines[index + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
    );
}

function isHead(line: string, next: string | undefined): boolean {
  return line.startsWith("|--") || next?.startsWith("|--") === true;
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The code blocks of a language, in order. A backquote within a block is part of a template literal. */
export function codeBlocks(text: string, language: string): readonly string[] {
  const block = new RegExp(`\`\`\`${language}\\n([^\`]*(?:\`[^\`]+\`[^\`]*)*?)\`\`\``, "g");
  return [...text.matchAll(block)].map(([, code = ""]) => code);
}

/** The names of a union of string literals, from its source, because types leave nothing to import. */
export function namesOfUnion(path: string, type: string): string[] {
  const body = new RegExp(`type ${type} =([^;]+);`).exec(read(path))?.[1] ?? "";
  return [...body.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}

/** The names of an interface's members, from its source. */
export function namesOfInterface(path: string, type: string): string[] {
  const body = new RegExp(`interface ${type} \\{\n([^}]+)\n\\}`).exec(read(path))?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name = ""]) => name);
}
