// `npm run api:docs` writes openapi.json and asyncapi.json, the files that the Worker serves.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "../app.ts";
import { asyncApi } from "./asyncapi.ts";
import { openApi } from "./openapi.ts";

/** Each document's path and text, from the schemas and the route table as they are now. */
export async function apiDocuments(): Promise<ReadonlyMap<string, string>> {
  const manifest = readFileSync(join(import.meta.dirname, "../../package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string }; // SAFETY: npm requires it.
  return new Map(
    Object.entries({
      "openapi.json": await openApi(version, app.routes),
      "asyncapi.json": asyncApi(version),
    }).map(([name, document]) => [
      join(import.meta.dirname, name),
      `${JSON.stringify(document, null, 2)}\n`,
    ]),
  );
}

if (import.meta.main) {
  for (const [path, text] of await apiDocuments()) writeFileSync(path, text);
}
