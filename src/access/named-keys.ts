// Who a bearer of a long-lived key is: a producer or an operator, by name.

import type { NamedKey } from "../config.ts";

/** The name whose key this is, or `null`. Takes as long for a near miss as for a far one. */
export async function nameOfKey(
  presented: string,
  keys: readonly NamedKey[],
): Promise<string | null> {
  // `timingSafeEqual` throws on unequal lengths; digests have one length.
  const digest = await sha256(presented);
  let found: string | null = null;
  for (const { name, key } of keys) {
    if (crypto.subtle.timingSafeEqual(digest, await sha256(key))) found = name;
  }
  return found;
}

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1), or `null`. */
export function bearerOf(headers: Headers): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(headers.get("Authorization") ?? "");
  return match?.[1] ?? null;
}

function sha256(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
