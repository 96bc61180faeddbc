// The doors for whoever builds a client: the two contracts as they were generated from the schemas.

import type { AppContext } from "./context.ts";

const HOUR = 3_600;

// Imported when asked for: no cold start reads them.
export async function openApi(c: AppContext): Promise<Response> {
  return serveDocument(c, await import("../api-docs/openapi.json"));
}

export async function asyncApi(c: AppContext): Promise<Response> {
  return serveDocument(c, await import("../api-docs/asyncapi.json"));
}

/** Public, unlike everything else: any page and any cache may have it. */
function serveDocument(c: AppContext, document: { readonly default: object }): Response {
  return c.json(document.default, 200, {
    "Cache-Control": `public, max-age=${HOUR}`,
    "Access-Control-Allow-Origin": "*",
  });
}
