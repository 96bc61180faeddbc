// `POST /internal/signals` authenticates a producer, parses its messages and publishes them in the hub.

import { authenticateProducer } from "../auth/api-keys.ts";
import { parseIdempotencyKey } from "../auth/idempotency-key.ts";
import { splitBatch, parseMessages } from "../protocol/publish/publish-request.ts";
import type { RawJson } from "../json/raw-json.ts";
import { ApiError } from "../errors.ts";
import { checkedJson, checkedLines, parseMediaType } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** Stores and sends all messages of the body, or none and lists every invalid one. */
export async function publish(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  const { settings } = c.var;
  // A signature covers the raw bytes, so they are read before authentication. `maxBodySize` bounds them to 1 MiB.
  const bytes = await c.req.arrayBuffer();
  const source = await authenticateProducer(headers, bytes, settings.producerKeys, Date.now());
  if (source === null) throw new ApiError("unauthorized");
  const key = parseIdempotencyKey(headers);
  if (!key.ok) throw new ApiError("body_malformed", { detail: key.error });

  const messages = parseMessages(splitBody(headers, bytes), settings.signalTypes);
  if (!messages.ok) throw new ApiError("body_invalid", { errors: messages.error });

  const idempotencyKey =
    key.value === null ? null : { key: key.value, bodyHash: await sha256(bytes) };
  const published = await hubOf(c).publish(messages.value, { source, idempotencyKey });
  if (!published.ok) {
    const { code, ...details } = published.error;
    throw new ApiError(code, details);
  }
  return Response.json(published.value);
}

/** The raw messages of a body. An empty body of any media type is a heartbeat. */
function splitBody(headers: Headers, bytes: ArrayBuffer): readonly RawJson[] {
  if (bytes.byteLength === 0) return [];
  switch (parseMediaType(headers)) {
    case "json":
      return splitBatch(checkedJson(bytes));
    case "ndjson":
      return checkedLines(bytes);
  }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
