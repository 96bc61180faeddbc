// The doors over HTTP as an OpenAPI 3.1 document.

import type { HttpErrorCode } from "../errors.ts";
import { ERRORS } from "../errors.ts";
import { RESPONSES, PROBLEMS } from "./responses.ts";
import { BODIES, ENDPOINTS, type CallerKind, type Endpoint } from "./endpoints.ts";
import { logMessage, snapshotSignal } from "./server-messages.ts";
import { refTo, schemaOf, schemasOf, type SchemaOptions } from "./json-schema.ts";

const REQUEST: SchemaOptions = { target: "draft-2020-12", open: false };
const RESPONSE: SchemaOptions = { target: "draft-2020-12", open: true };

const JSON_TYPE = "application/json";

const SECURITY: Readonly<Record<CallerKind, readonly object[]>> = {
  anyone: [],
  vip: [{ accessToken: [] }, { accessTokenQuery: [] }],
  producer: [{ producerKey: [] }, { webhookSignature: [] }],
  operator: [{ operatorKey: [] }],
  "producer or operator": [{ producerKey: [] }, { webhookSignature: [] }, { operatorKey: [] }],
};

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

/** Headers that come with a refusal, by status. */
const ERROR_HEADERS: Readonly<Record<number, readonly string[]>> = {
  401: ["WWW-Authenticate"],
  405: ["Allow"],
  426: ["Upgrade"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** The document, as plain data. */
export function openApi(version: string): Readonly<Record<string, unknown>> {
  return {
    openapi: "3.1.0",
    info: {
      title: "signal-hub",
      version,
      description:
        "The doors over HTTP. Any path may also answer `not_found` or `method_not_allowed`. " +
        "Every answer but a 101 names itself in `X-Request-Id`. " +
        "Readers ignore keys they don't know; numbers of a signal's data may have more digits than a double.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://localhost:8000", description: "npm start" }],
    paths: pathsOf(),
    components: {
      schemas: {
        ...schemasOf(new Map(Object.entries(BODIES)), REQUEST),
        ...schemasOf(
          new Map([
            ...Object.entries(RESPONSES),
            ["SnapshotSignal", snapshotSignal],
            ["LogMessage", logMessage],
            ...[...PROBLEMS].map(([code, schema]) => [problemName(code), schema] as const),
          ]),
          RESPONSE,
        ),
      },
      responses: {
        not_found: errorResponse(["not_found"]),
        method_not_allowed: errorResponse(["method_not_allowed"]),
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function pathsOf(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, endpoint] of Object.entries(ENDPOINTS)) {
    const [method = "", path = ""] = route.split(" ");
    const operations = (paths[path.replaceAll(/:(\w+)/g, "{$1}")] ??= {});
    operations[method.toLowerCase()] = operationOf(path, endpoint);
  }
  return paths;
}

function operationOf(path: string, endpoint: Endpoint): object {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...parametersOf("query", endpoint.query),
    ...parametersOf("header", endpoint.headers),
  ];
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    security: SECURITY[endpoint.callerKind],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && { requestBody: requestBodyOf(endpoint.body) }),
    responses: responsesOf(endpoint),
  };
}

function parametersOf(
  place: "query" | "header",
  schemas: Endpoint["query"] = {},
): readonly object[] {
  return Object.entries(schemas).map(([name, schema]) => ({
    name,
    in: place,
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema, REQUEST),
  }));
}

function requestBodyOf({ name, required, ndjson }: NonNullable<Endpoint["body"]>): object {
  const lines = { type: "string", description: "One ProducerMessage a line." };
  return {
    required,
    content: {
      [JSON_TYPE]: { schema: { $ref: refTo(name) } },
      ...(ndjson && { "application/x-ndjson": { schema: lines } }),
    },
  };
}

function responsesOf({ responses, errors }: Endpoint): Record<string, object> {
  const byStatus = Map.groupBy(errors, (code) => ERRORS[code].http);
  return Object.fromEntries([
    ...Object.entries(responses).map(
      ([status, response]) => [status, responseOf(response)] as const,
    ),
    ...[...byStatus].map(([status, codes]) => [String(status), errorResponse(codes)] as const),
  ]);
}

function responseOf(response: Endpoint["responses"][number]): object {
  switch (response) {
    case "socket":
      return { description: "A WebSocket: asyncapi.json says what crosses on it." };
    case "nothing":
      return { description: "Nothing changed." };
    case "events": {
      const schema = { type: "string", description: "Frames of signals.v2 as `data`." };
      return { description: "A stream.", content: { "text/event-stream": { schema } } };
    }
    case "metrics": {
      const schema = { type: "string", description: "The text exposition format 0.0.4." };
      return { description: "The numbers.", content: { "text/plain": { schema } } };
    }
    default:
      return {
        description: RESPONSES[response].description ?? response,
        content: { [JSON_TYPE]: { schema: { $ref: refTo(response) } } },
      };
  }
}

function errorResponse(codes: readonly HttpErrorCode[]): object {
  const refs = codes.map((code) => ({ $ref: refTo(problemName(code)) }));
  const [code] = codes;
  const headers = (code && ERROR_HEADERS[ERRORS[code].http]) ?? [];
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].reason}`).join("; "),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: "string" } }])),
    }),
    content: {
      "application/problem+json": { schema: refs.length === 1 ? refs[0] : { oneOf: refs } },
    },
  };
}

function problemName(code: HttpErrorCode): string {
  return `Problem.${code}`;
}
