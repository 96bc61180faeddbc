// Lists the project's source files and documents, and parses comments, identifiers and exports.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";

const PROJECT = new URL("../..", import.meta.url).pathname;

/** A parsed TypeScript file. Offsets are UTF-16 units into `text`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly comments: readonly SourceComment[];
  readonly identifiers: ReadonlySet<string>;
  readonly exports: readonly SourceExport[];
}

/** One comment without its delimiters. */
export interface SourceComment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isDocstring: boolean;
}

/** One exported declaration. It is `documented` if a docstring ends right before it. */
export interface SourceExport {
  readonly name: string;
  readonly documented: boolean;
}

/** Returns the matching paths under git, including new files not ignored by git. */
export function projectFiles(pattern: RegExp): readonly string[] {
  return execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    {
      cwd: PROJECT,
      encoding: "utf8",
    },
  )
    .split("\n")
    .filter((path) => pattern.test(path) && !REMOVED.has(path));
}

const REMOVED: ReadonlySet<string> = new Set(
  execFileSync("git", ["ls-files", "--deleted"], { cwd: PROJECT, encoding: "utf8" }).split("\n"),
);

/** Reads one project file. */
export function projectText(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}

/** Parses one TypeScript file of the project. Throws on a syntax error. */
export function parseSource(path: string): SourceFile {
  return parseText(path, projectText(path));
}

/** Parses a text as if it were the file at `path`. Throws where it doesn't parse. */
export function parseText(path: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);

  const found = comments.map(({ type, value, start, end }) => ({
    text: type === "Block" ? value.replaceAll(/^\s*\*+/gmu, "") : value,
    start,
    end,
    isDocstring: type === "Block" && value.startsWith("*"),
  }));
  const identifiers = new Set<string>();
  const exports: SourceExport[] = [];
  const note = ({ name }: { readonly name: string }): void => void identifiers.add(name);
  const isDocumented = (start: number): boolean =>
    found.some(
      ({ isDocstring, end }) => isDocstring && end <= start && text.slice(end, start).trim() === "",
    );

  new Visitor({
    Identifier: note,
    PrivateIdentifier: note,
    JSXIdentifier: note,
    ExportNamedDeclaration({ declaration, start }) {
      if (declaration === null) return;
      for (const name of declaredNames(declaration))
        exports.push({ name, documented: isDocumented(start) });
    },
  }).visit(program);
  return { path, text, comments: found, identifiers, exports };
}

function declaredNames(declaration: {
  readonly type: string;
  readonly id?: unknown;
  readonly declarations?: readonly { readonly id: unknown }[];
}): readonly string[] {
  const ids = declaration.declarations?.map(({ id }) => id) ?? [declaration.id];
  return ids.flatMap((id) =>
    typeof id === "object" && id !== null && "name" in id && typeof id.name === "string"
      ? [id.name]
      : [],
  );
}
