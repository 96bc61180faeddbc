// The door for producers: messages in, positions out.

import { parseIdempotencyKey } from "../auth/idempotency-key.ts";
import { authenticateProducer } from "../auth/producer-auth.ts";
import { splitBatch, parseMessages } from "../protocol/publish-request.ts";
import type { RawJson } from "../json/raw-json.ts";
import { ApiError } from "../errors.ts";
import { checkedJson, checkedLines, parseMediaType } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** All of the body's messages are stored and sent, or none and every bad one is named. */
export async function publish(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  const { settings } = c.var;
  // A signature is over the bytes as they came, so they come first; there are at most 1 MiB of them.
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

/** The texts of a body's messages. None at all is a sign of life, whatever its media type. */
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
