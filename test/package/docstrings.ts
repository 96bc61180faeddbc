// The exports of the package's entry points, and the examples in their docstrings.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An export of an entry point. */
export interface DocumentedExport {
  readonly name: string;
  /** The code of its `@example`, or null where it has none. */
  readonly example: Example | null;
}

/** A code block with the extension of its language. */
export interface Example {
  readonly extension: "ts" | "tsx";
  readonly code: string;
}

/** The exports of a module in order. It follows re-exports to the declaration. */
export function exportsOf(module: string): readonly DocumentedExport[] {
  return reexportsOf(module).map(({ name, source }) => ({
    name,
    example: exampleOf(docstringOf(source, name)),
  }));
}

/** The TypeScript blocks of a page or of a docstring. */
export function codeBlocks(text: string): readonly Example[] {
  return [...text.matchAll(/```(tsx?)\n([\s\S]*?)```/gu)].map(([, language, code = ""]) => ({
    extension: language === "tsx" ? "tsx" : "ts",
    code,
  }));
}

function reexportsOf(
  module: string,
): readonly { readonly name: string; readonly source: string }[] {
  const clauses = readFileSync(module, "utf8").matchAll(
    /^export (?:type )?\{([^}]*)\} from "([^"]+)"/gmu,
  );
  return [...clauses].flatMap(([, names = "", source = ""]) =>
    names
      .split(",")
      .map((name) => name.replace(/\btype\b/u, "").trim())
      .filter((name) => name !== "")
      .map((name) => ({ name, source: join(dirname(module), source) })),
  );
}

function docstringOf(module: string, name: string): string {
  const declaration = new RegExp(
    String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:type|interface|class|function|const) ${name}\b`,
    "u",
  );
  const docstring = declaration.exec(readFileSync(module, "utf8"))?.[1];
  if (docstring !== undefined) return docstring.replaceAll(/^ \* ?/gmu, "");
  const reexport = reexportsOf(module).find((other) => other.name === name);
  return reexport === undefined ? "" : docstringOf(reexport.source, name);
}

function exampleOf(docstring: string): Example | null {
  return codeBlocks(docstring.split("@example")[1] ?? "")[0] ?? null;
}
