// Builds the pages, unless nothing that they are made of has changed: wrangler asks at every start.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = ["src/board", "src/client", "src/json", "src/protocol", "package-lock.json"];
const BUILT = join(PROJECT, "dist/board/index.html");
/** Beside the pages and not among them: what is among them is served. */
const STAMP = join(PROJECT, "dist/board.sha256");

const fingerprint = fingerprintOf(SOURCES);
if (!existsSync(BUILT) || !existsSync(STAMP) || readFileSync(STAMP, "utf8") !== fingerprint) {
  // Whoever starts wrangler may be a test runner, and React would be its development build.
  process.env["NODE_ENV"] = "production";
  await build({ configFile: join(PROJECT, "src/board/vite.config.ts"), logLevel: "warn" });
  writeFileSync(STAMP, fingerprint);
}

function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesUnder)) {
    hash.update(`${path}\0`).update(readFileSync(join(PROJECT, path)));
  }
  return hash.digest("hex");
}

function filesUnder(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(PROJECT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length))
    .toSorted();
}
