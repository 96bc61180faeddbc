// The OpenAPI 3.1 document of the HTTP routes.

import { Hono } from "hono";
import { describeRoute, generateSpecs, resolver, validator } from "hono-openapi";
import * as z from "zod";
import { ERRORS, type HttpErrorCode } from "../errors.ts";
import { RESPONSES, PROBLEMS } from "./responses.ts";
import { BODIES, CALLERS, ENDPOINTS, errorsOf, type BodyName, type Endpoint } from "./endpoints.ts";
import { logMessage, snapshotSignal } from "./server-messages.ts";
import { jsonSchemaOptions } from "./json-schema.ts";

const JSON_TYPE = "application/json";

const SECURITY_SCHEMES = {
  accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  accessTokenQuery: { type: "apiKey", in: "query", name: "token" },
  producerKey: { type: "http", scheme: "bearer" },
  operatorKey: { type: "http", scheme: "bearer" },
  webhookSignature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "Standard Webhooks, with `webhook-id` and `webhook-timestamp`.",
  },
} as const;

/** Headers of an error, by status. */
const ERROR_HEADERS: Readonly<Record<number, string>> = {
  401: "WWW-Authenticate",
  405: "Allow",
  426: "Upgrade",
  429: "Retry-After",
  503: "Retry-After",
};

/** Schemas under `components`. The generator refers to a schema by the id of its metadata. */
const NAMED: readonly (readonly [string, z.ZodType])[] = [
  ...Object.entries(BODIES),
  ...Object.entries(RESPONSES),
  ["SnapshotSignal", snapshotSignal],
  ["LogMessage", logMessage],
  ...[...PROBLEMS].map(([code, schema]) => [`Problem.${code}`, schema] as const),
];
for (const [id, schema] of NAMED) z.globalRegistry.add(schema, { ...schema.meta(), id });

const ENDPOINT_OF = new Map(Object.entries(ENDPOINTS));

/**
 * The document as plain data, its paths in the order of the routes. Throws for a route without an entry in
 * `ENDPOINTS`. The generator reads a Hono app of descriptions only, because response schemas in the Worker
 * would more than double its bundle (decision 25).
 */
export async function openApi(
  version: string,
  routes: readonly { readonly method: string; readonly path: string }[],
): Promise<object> {
  const app = new Hono();
  // A route with middleware of its own is listed once per handler, and middleware of many routes as `ALL`.
  for (const route of new Set(routes.map(({ method, path }) => `${method} ${path}`))) {
    const [method = "", path = ""] = route.split(" ");
    if (method === "ALL") continue;
    const endpoint = ENDPOINT_OF.get(route);
    if (endpoint === undefined) throw new Error(`${route} has no entry in ENDPOINTS`);
    app.on(
      method,
      path,
      describeRoute({
        operationId: endpoint.id,
        summary: endpoint.summary,
        security: CALLERS[endpoint.callerKind].credentials.map((name) => ({ [name]: [] })),
        ...(endpoint.body && { requestBody: requestBodyOf(endpoint.body, endpoint.ndjson) }),
        responses: responsesOf(endpoint),
      }),
      validator("query", z.object(endpoint.query ?? {})),
      validator("header", z.object(endpoint.headers ?? {})),
    );
  }
  return generateSpecs(app, {
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      openapi: "3.1.0",
      info: {
        title: "signal-hub",
        version,
        description:
          "The HTTP endpoints. Any path may also answer `not_found` or `method_not_allowed`. " +
          "Every response but a 101 has an `X-Request-Id`. Clients ignore keys they don't know. " +
          "Numbers in the data of a signal may have more digits than a double.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "http://localhost:8000", description: "npm start" }],
      components: {
        responses: {
          not_found: errorResponse(["not_found"]),
          method_not_allowed: errorResponse(["method_not_allowed"]),
        },
        securitySchemes: SECURITY_SCHEMES,
      },
    },
  });
}

type Description = Parameters<typeof describeRoute>[0];
type Responses = NonNullable<Description["responses"]>;
type DocumentedResponse = Responses[string];

function requestBodyOf(name: BodyName, ndjson = false): NonNullable<Description["requestBody"]> {
  const lines = { type: "string", description: "One ProducerMessage a line." } as const;
  return {
    required: !BODIES[name].safeParse(undefined).success,
    content: {
      [JSON_TYPE]: { schema: resolver(BODIES[name]) },
      ...(ndjson && { "application/x-ndjson": { schema: lines } }),
    },
  };
}

function responsesOf(endpoint: Endpoint): Responses {
  const byStatus = Map.groupBy(errorsOf(endpoint), (code) => ERRORS[code].http);
  return Object.fromEntries([
    ...Object.entries(endpoint.responses).map(([status, name]) => [status, responseOf(name)]),
    ...[...byStatus].map(([status, codes]) => [status, errorResponse(codes)]),
  ]);
}

function responseOf(response: Endpoint["responses"][number]): DocumentedResponse {
  switch (response) {
    case "socket":
      return { description: "A WebSocket. Its messages are in asyncapi.json." };
    case "nothing":
      return { description: "Not modified." };
    case "events":
      return textResponse("A stream.", "text/event-stream", "Frames of signals.v2 as `data`.");
    case "metrics":
      return textResponse("The numbers.", "text/plain", "The text exposition format 0.0.4.");
    default:
      return {
        description: RESPONSES[response].description ?? response,
        content: { [JSON_TYPE]: { schema: openSchema(RESPONSES[response]) } },
      };
  }
}

function textResponse(description: string, mediaType: string, format: string): DocumentedResponse {
  const schema = { type: "string", description: format } as const;
  return { description, content: { [mediaType]: { schema } } };
}

/** The errors of one status. */
function errorResponse(codes: readonly HttpErrorCode[]): DocumentedResponse {
  const [first = z.never(), ...others] = codes.flatMap((code) => PROBLEMS.get(code) ?? []);
  const [code] = codes;
  const header = code && ERROR_HEADERS[ERRORS[code].http];
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].reason}`).join("; "),
    ...(header !== undefined && { headers: { [header]: { schema: { type: "string" } } } }),
    content: {
      "application/problem+json": {
        schema: openSchema(others.length === 0 ? first : z.xor([first, ...others])),
      },
    },
  };
}

function openSchema(schema: z.ZodType): ReturnType<typeof resolver> {
  return resolver(schema, { options: jsonSchemaOptions({ open: true }) });
}
