// Serves openapi.json and asyncapi.json, as `npm run api:docs` wrote them.

import type { AppContext } from "./context.ts";

const HOUR_SECONDS = 3_600;

/** The HTTP endpoints. Imported on the first request, so a cold start doesn't parse it. */
export async function openApi(c: AppContext): Promise<Response> {
  return serveDocument(c, await import("../api-docs/openapi.json"));
}

/** The messages of the WebSocket, imported on the first request too. */
export async function asyncApi(c: AppContext): Promise<Response> {
  return serveDocument(c, await import("../api-docs/asyncapi.json"));
}

/** The documents are public, so any page may read them and any cache may keep them. */
function serveDocument(c: AppContext, document: { readonly default: object }): Response {
  return c.json(document.default, 200, {
    "Cache-Control": `public, max-age=${HOUR_SECONDS}`,
    "Access-Control-Allow-Origin": "*",
  });
}
