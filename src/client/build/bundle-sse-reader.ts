// The last step of `npm run build:client`. It bundles the event parser and its licence into the package.

import { readFileSync } from "node:fs";
import { build } from "esbuild";

const PROJECT = new URL("../../..", import.meta.url).pathname;
const READER = "dist/client/transport/sse-reader.js";

const licence = readFileSync(`${PROJECT}node_modules/eventsource-parser/LICENSE`, "utf8");

// In place: the package depends on nothing, and `import("./sse-reader.js")` finds one file.
await build({
  absWorkingDir: PROJECT,
  entryPoints: [READER],
  outfile: READER,
  allowOverwrite: true,
  bundle: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  banner: { js: `/*! Contains eventsource-parser.\n\n${licence}*/` },
});
