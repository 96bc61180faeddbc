// Bundles the deployed Worker and the drilled worker around it, once a run.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleInto } from "../from-bench.ts";

const WORKER = new URL("drilled-worker.ts", import.meta.url).pathname;

let bundled: Promise<string> | undefined;

/** Copies both modules, `index.js` and `drilled.js`, into the directory. */
export async function copyBundle(directory: string): Promise<void> {
  bundled ??= bundle();
  const from = await bundled;
  for (const module of ["index.js", "drilled.js"]) {
    cpSync(join(from, module), join(directory, module));
  }
}

async function bundle(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "signal-hub-bundle-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  await bundleInto(directory);
  await build({
    entryPoints: [WORKER],
    outfile: join(directory, "drilled.js"),
    bundle: true,
    format: "esm",
    target: "esnext",
    external: ["cloudflare:*", "workerd:*"],
    plugins: [
      {
        name: "the service is the deployed bundle",
        setup: (builder) => {
          builder.onResolve({ filter: /src\/index\.ts$/ }, () => ({
            path: "./index.js",
            external: true,
          }));
        },
      },
    ],
    logLevel: "error",
  });
  return directory;
}
