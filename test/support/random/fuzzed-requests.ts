// Random requests to every endpoint. Methods, paths, queries, headers and bodies are random, and right often enough to
// pass the first checks.

import * as fc from "fast-check";
import { ENDPOINTS } from "../../../src/api-docs/endpoints.ts";
import { mutated, spaced } from "../json/json-documents.ts";
import { newSignal, signalUpdate } from "../hub/test-hub.ts";

export interface FuzzedRequest {
  readonly path: string;
  readonly init: RequestInit;
}

const text = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }).map((value) => value.toWellFormed()),
  fc.constantFrom("", "0", "-1", "1e9", "null", "__proto__", "%", "../..", "\0", "a,b,,c", "é₿𝄞"),
);

const encoded = text.map(encodeURIComponent);

/** Any legal header value. The runtime rejects the others before a Worker sees them. */
export const headerValue = text.map((value) => value.replaceAll(/[^\x20-\x7e]/g, "?").trim());

const cursor = fc.oneof(
  encoded,
  fc
    .tuple(fc.stringMatching(/^[0-9a-z]{1,12}$/), fc.nat())
    .map(([epoch, seq]) => `${epoch}:${seq}`),
);

const FIELDS = ["signal_type", "coin_name", "position", "min_spread", "limit", "page", "since"];

export const query: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom(...FIELDS), encoded),
      fc.oneof(encoded, cursor, fc.constantFrom("1", "1000", "8.84", "mexc_dex", "NB,BTC")),
    ),
    { maxLength: 6 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));

const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...Object.keys(ENDPOINTS).map((route) => route.split(" ")[1] ?? "/")),
        fc.oneof(encoded, fc.constantFrom("scanner", "123", "%FF", "%2e%2e")),
      )
      .map(([route, name]) => route.replace(/:\w+/, name || "x")),
  },
  {
    weight: 1,
    arbitrary: fc.array(encoded, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  },
);

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("GET", "POST", "PUT", "DELETE") },
  { weight: 1, arbitrary: fc.constantFrom("HEAD", "OPTIONS", "PATCH", "PROPFIND", "get", "PURGE") },
);

const HEADERS = [
  "Content-Type",
  "Content-Encoding",
  "Idempotency-Key",
  "If-None-Match",
  "Last-Event-ID",
  "Origin",
  "Accept",
  "Cookie",
  "Range",
  "Sec-WebSocket-Protocol",
  "Sec-WebSocket-Key",
  "Access-Control-Request-Method",
  "X-Request-Id",
  "CF-Ray",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
] as const;

const headers = fc
  .array(fc.tuple(fc.constantFrom(...HEADERS), headerValue), { maxLength: 5 })
  .map((pairs) => Object.fromEntries(pairs));

const mediaType = fc.oneof(
  { weight: 4, arbitrary: fc.constant("application/json") },
  { weight: 1, arbitrary: fc.constantFrom("application/x-ndjson", "text/plain", "") },
);

/** Bodies from noise to almost right for some endpoint. */
export const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .oneof(
      mutated,
      spaced.map(({ text }) => text),
      spaced.map(({ compact }) => newSignal({ value: compact })),
      mutated.map((value) => newSignal({ value })),
      mutated.map((id) => signalUpdate(id, "{}")),
      fc.json({ maxDepth: 3 }).map((value) => `{"vip_until":${value}}`),
      fc.json({ maxDepth: 3 }).map((value) => `{"not_before":${value}}`),
      fc.json({ maxDepth: 3 }).map((value) => `{"expected_every_s":${value}}`),
      fc
        .tuple(fc.json({ maxDepth: 2 }), fc.json({ maxDepth: 2 }))
        .map(([over, reason]) => `{"over_ms":${over},"reason":${reason}}`),
    )
    .map((json) => new TextEncoder().encode(json)),
);

/** A request with one of these authorizations, or a random one. */
export function requestsOf(authorizations: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  return fc
    .record({
      path,
      query,
      method,
      headers,
      mediaType,
      authorization: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...authorizations) },
        { weight: 1, arbitrary: headerValue },
      ),
      upgrade: fc.option(fc.constantFrom("websocket", "WebSocket", "h2c"), { freq: 4 }),
      body: fc.option(body),
    })
    .map(({ path, query, method, headers, mediaType, authorization, upgrade, body }) => ({
      path: `${path}?${query}`,
      init: {
        method,
        headers: {
          "Content-Type": mediaType,
          ...headers,
          Authorization: authorization,
          ...(upgrade !== null && { Upgrade: upgrade }),
        },
        ...(body !== null && !["GET", "HEAD", "get"].includes(method) && { body }),
      },
    }));
}
