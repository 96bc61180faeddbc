// Who a bearer of a long-lived key is: a producer or an operator, by name.

import type { NamedKey } from "../config/settings.ts";

const ENCODER = new TextEncoder();

/** The name whose key this is, or `null`. Takes as long for a near miss as for a far one. */
export function findKeyName(presented: string, keys: readonly NamedKey[]): string | null {
  let found: string | null = null;
  for (const { name, key } of keys) if (isSame(presented, key)) found = name;
  return found;
}

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1), or `null`. */
export function bearerToken(headers: Headers): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(headers.get("Authorization") ?? "");
  return match?.[1] ?? null;
}

function isSame(presented: string, key: string): boolean {
  const [given, wanted] = [ENCODER.encode(presented), ENCODER.encode(key)];
  // `timingSafeEqual` throws on unequal lengths. A digest of each would do, too, but it is computed elsewhere,
  // and waiting for it cost more than all else that a post's key takes.
  const size = Math.max(given.length, wanted.length);
  const equal = crypto.subtle.timingSafeEqual(padded(given, size), padded(wanted, size));
  return equal && given.length === wanted.length;
}

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const buffer = new Uint8Array(size);
  buffer.set(bytes);
  return buffer;
}
