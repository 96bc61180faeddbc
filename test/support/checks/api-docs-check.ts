// Validates every response and frame of a test against the schemas of openapi.json and asyncapi.json.

import type * as z from "zod";
import { RESPONSES, PROBLEMS } from "../../../src/api-docs/responses.ts";
import { ENDPOINTS, errorsOf, type Endpoint } from "../../../src/api-docs/endpoints.ts";
import { frameOf } from "../../../src/api-docs/server-messages.ts";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";
import { ERRORS, type HttpErrorCode } from "../../../src/errors.ts";

/** Errors of any path. */
const ANYWHERE: readonly HttpErrorCode[] = ["not_found", "method_not_allowed"];

const PATTERNS = Object.entries(ENDPOINTS).map(([route, endpoint]) => {
  const [method, path] = route.split(" ");
  return { method, path: new RegExp(`^${path?.replaceAll(/:\w+/g, "[^/]+")}$`), endpoint };
});

/** Throws for a response outside of openapi.json. */
export async function checkResponse(request: Request, response: Response): Promise<void> {
  const { pathname } = new URL(request.url);
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method === "OPTIONS" && response.status === 204) return;
  const endpoint = PATTERNS.find(
    (pattern) => pattern.method === method && pattern.path.test(pathname),
  )?.endpoint;
  const problem = await problemWith(endpoint, request, response);
  if (problem === null) return;
  throw new Error(`openapi.json: ${request.method} ${pathname}, ${response.status}: ${problem}`);
}

async function problemWith(
  endpoint: Endpoint | undefined,
  request: Request,
  response: Response,
): Promise<string | null> {
  const type = response.headers.get("Content-Type");
  if (type === "application/problem+json") {
    const codes = [...(endpoint === undefined ? [] : errorsOf(endpoint)), ...ANYWHERE];
    if (request.method === "HEAD") {
      const statusMatches = codes.some((code) => ERRORS[code].http === response.status);
      return statusMatches ? null : "not the status of an error of this endpoint";
    }
    const body: unknown = await response.clone().json();
    const code = codes.find((code) => code === (body as { readonly code?: unknown }).code);
    if (code === undefined) return `not an error of this endpoint: ${JSON.stringify(body)}`;
    if (ERRORS[code].http !== response.status) return "the status of another row";
    return problemOf(PROBLEMS.get(code), body);
  }

  const documented = endpoint?.responses[response.status];
  switch (documented) {
    case undefined:
      return "not a response of this endpoint";
    case "socket":
      return response.webSocket === null ? "no socket" : null;
    case "nothing":
      return response.body === null ? null : "a body";
    case "events":
      return type === "text/event-stream" ? null : `events as ${type}`;
    case "metrics":
      return type?.startsWith("text/plain; version=0.0.4") ? null : `metrics as ${type}`;
    default:
      if (type !== "application/json") return `JSON as ${type}`;
      return request.method === "HEAD"
        ? null
        : problemOf(RESPONSES[documented], await response.clone().json());
  }
}

/** Why a frame of the service is outside of asyncapi.json, or `null`. */
export function problemWithFrame(subprotocol: Subprotocol, frame: string): string | null {
  const problem = problemOf(frameOf[subprotocol], JSON.parse(frame));
  return problem === null
    ? null
    : `asyncapi.json: ${subprotocol}: ${problem}\n${frame.slice(0, 500)}`;
}

function problemOf(schema: z.ZodType | undefined, value: unknown): string | null {
  const parsed = schema?.safeParse(value);
  return parsed?.success ? null : JSON.stringify(parsed?.error.issues.slice(0, 3) ?? "no schema");
}
