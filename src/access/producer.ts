// Which producer posts: by a bearer key, or by a signature over the body.

import type { NamedKey } from "../config.ts";
import { bearerOf, nameOfKey } from "./named-keys.ts";
import { nameOfSigner, readSignedHeaders } from "./webhook-signature.ts";

/** The producer's name, or `null`: every failure looks the same. `now` is Unix milliseconds. */
export async function nameOfProducer(
  headers: Headers,
  body: ArrayBuffer,
  keys: readonly NamedKey[],
  now: number,
): Promise<string | null> {
  const presented = bearerOf(headers);
  if (presented !== null) return nameOfKey(presented, keys);
  const signed = readSignedHeaders(headers);
  return signed === null ? null : nameOfSigner(signed, body, keys, now);
}
