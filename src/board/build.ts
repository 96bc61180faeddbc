// Builds the pages when their sources have changed. Wrangler runs it at every start and deploy.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** Everything that goes into the bundles. */
const SOURCES = ["src/board", "src/client", "src/json", "src/protocol", "package-lock.json"];
/** The last build wrote it. */
const BUILT = join(PROJECT, "dist/board/index.html");
/** Outside of `dist/board`, because everything in there is served. */
const STAMP = join(PROJECT, "dist/board.sha256");

const fingerprint = fingerprintOf(SOURCES);
if (!existsSync(BUILT) || !existsSync(STAMP) || readFileSync(STAMP, "utf8") !== fingerprint) {
  // A test runner sets another NODE_ENV. Vite would then bundle React's development build.
  process.env["NODE_ENV"] = "production";
  // Most starts build nothing, and loading Vite takes a third of a second.
  const { build } = await import("vite");
  await build({ configFile: join(PROJECT, "src/board/vite.config.ts"), logLevel: "warn" });
  writeFileSync(STAMP, fingerprint);
}

/** SHA-256 over paths and contents, in hex. */
function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesUnder)) {
    hash.update(`${path}\0`).update(readFileSync(join(PROJECT, path)));
  }
  return hash.digest("hex");
}

/** A file itself, or all files of a folder, as paths from the project's root. */
function filesUnder(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(PROJECT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length))
    .toSorted();
}
