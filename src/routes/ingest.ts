// The door for producers: messages in, positions out.

import { readIdempotencyKey } from "../access/idempotency-key.ts";
import { nameOfProducer } from "../access/producer.ts";
import { itemsOf, readProducerMessages } from "../protocol/producer-message.ts";
import type { JsonText } from "../protocol/json-text.ts";
import { Refusal } from "../refusals.ts";
import { checkedJson, checkedLines, readMediaType } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** All of the body's messages are stored and sent, or none and every bad one is named. */
export async function ingest(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  const { settings } = c.var;
  // A signature is over the bytes as they came, so they come first; there are at most 1 MiB of them.
  const bytes = await c.req.arrayBuffer();
  const source = await nameOfProducer(headers, bytes, settings.producerKeys, Date.now());
  if (source === null) throw new Refusal("unauthorized");
  const key = readIdempotencyKey(headers);
  if (!key.ok) throw new Refusal("body_malformed", { detail: key.error });

  const messages = readProducerMessages(readItems(headers, bytes), settings.signalTypes);
  if (!messages.ok) throw new Refusal("body_invalid", { errors: messages.error });

  const name = key.value === null ? null : { key: key.value, bodyHash: await sha256(bytes) };
  const published = await hubOf(c).publish(messages.value, { source, name });
  if (!published.ok) {
    const { code, ...details } = published.error;
    throw new Refusal(code, details);
  }
  return Response.json(published.value);
}

/** The texts of a body's messages. None at all is a sign of life, whatever its media type. */
function readItems(headers: Headers, bytes: ArrayBuffer): readonly JsonText[] {
  if (bytes.byteLength === 0) return [];
  switch (readMediaType(headers)) {
    case "json":
      return itemsOf(checkedJson(bytes));
    case "ndjson":
      return checkedLines(bytes);
  }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
