// Which producer posts: by a bearer key, or by a signature over the body.

import type { NamedKey } from "../config/settings.ts";
import { bearerToken, findKeyName } from "./api-keys.ts";
import { verifyWebhook, parseSignedHeaders } from "./webhook-signature.ts";

/** The producer's name, or `null`: every failure looks the same. `now` is Unix milliseconds. */
export async function authenticateProducer(
  headers: Headers,
  body: ArrayBuffer,
  keys: readonly NamedKey[],
  now: number,
): Promise<string | null> {
  const presented = bearerToken(headers);
  if (presented !== null) return findKeyName(presented, keys);
  const signed = parseSignedHeaders(headers);
  return signed === null ? null : verifyWebhook(signed, body, keys, now);
}
