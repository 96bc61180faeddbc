// Every export of the package has an example, and every example compiles.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { codeBlocks, exportsOf, type Example } from "./docstrings.ts";

const PROJECT = new URL("../..", import.meta.url).pathname;
const TSC = join(PROJECT, "node_modules/typescript/bin/tsc");
const ENTRIES = {
  "signal-hub/client": join(PROJECT, "src/client/index.ts"),
  "signal-hub/react": join(PROJECT, "src/client/react/index.ts"),
  "signal-hub/testing": join(PROJECT, "src/client/testing/index.ts"),
};

const folder = mkdtempSync(join(tmpdir(), "signal-hub-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says about these files, as one program. Nothing if they compile. */
function compile(files: ReadonlyMap<string, Example>): string {
  const root = mkdtempSync(join(folder, "program-"));
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
  for (const [index, [name, { extension, code }]] of [...files].entries()) {
    // An import makes a module of an example without any, and lets it add to the package's types.
    const module = `import type {} from "signal-hub/client";\n${code}\n`;
    writeFileSync(join(root, `${index}-${name}.${extension}`), module);
  }
  const config = {
    extends: join(PROJECT, "src/client/tsconfig.json"),
    compilerOptions: {
      noEmit: true,
      declaration: false,
      rootDir: "/",
      noUnusedLocals: false,
      paths: Object.fromEntries(Object.entries(ENTRIES).map(([module, file]) => [module, [file]])),
    },
    include: ["*.ts", "*.tsx"],
  };
  writeFileSync(join(root, "tsconfig.json"), JSON.stringify(config));
  try {
    execFileSync(process.execPath, [TSC, "-p", root], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    // SAFETY: `execFileSync` throws an error with the output.
    return (error as { readonly stdout: string }).stdout;
  }
}

/** An example that adds a signal type changes every other example of its program. */
function addsTypes({ code }: Example): boolean {
  return code.includes("declare module");
}

describe.each(Object.entries(ENTRIES))("%s", (_, entry) => {
  it("has an example on every export", ({ expect }) => {
    const exported = exportsOf(entry);

    expect(exported).not.toEqual([]);
    expect(exported.filter(({ example }) => example === null)).toEqual([]);
  });
});

describe("the examples", () => {
  const page = readFileSync(join(PROJECT, "docs/clients.md"), "utf8");
  const examples = new Map<string, Example>();
  for (const entry of Object.values(ENTRIES)) {
    for (const { name, example } of exportsOf(entry)) {
      if (example !== null) examples.set(name, example);
    }
  }
  for (const [index, example] of codeBlocks(page).entries()) {
    examples.set(`clients-${index + 1}`, example);
  }

  it("of docstrings and of docs/clients.md compile", ({ expect }) => {
    const common = new Map([...examples].filter(([, example]) => !addsTypes(example)));

    expect(compile(common)).toBe("");
  });

  it("of another signal type compile", ({ expect }) => {
    const adding = new Map([...examples].filter(([, example]) => addsTypes(example)));

    expect(adding.size).toBeGreaterThan(0);
    expect(compile(adding)).toBe("");
  });
});
