// Authenticates producers and operators by API key, and producers also by signature.

import type { NamedKey } from "../config/settings.ts";
import { parseSignedHeaders, verifyWebhook } from "./webhook-signature.ts";

const ENCODER = new TextEncoder();

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1), or `null`. */
export function bearerToken(headers: Headers): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(headers.get("Authorization") ?? "");
  return match?.[1] ?? null;
}

/** The operator's name, or `null`. */
export function authenticateOperator(headers: Headers, keys: readonly NamedKey[]): string | null {
  const presented = bearerToken(headers);
  return presented === null ? null : findKeyName(presented, keys);
}

/**
 * The producer's name by its key, else by its signature over `body`. `null` for every failure, so an attacker
 * learns nothing about the cause. `now` is Unix milliseconds.
 */
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

/** The name of this key, or `null`. The time depends on lengths only, not on how much of a key matches. */
export function findKeyName(presented: string, keys: readonly NamedKey[]): string | null {
  let found: string | null = null;
  for (const { name, key } of keys) if (isSame(presented, key)) found = name;
  return found;
}

function isSame(presented: string, key: string): boolean {
  const [given, wanted] = [ENCODER.encode(presented), ENCODER.encode(key)];
  // `timingSafeEqual` throws on unequal lengths, so both are padded. Comparing digests works too, but a digest
  // is asynchronous, and waiting for it cost more than the rest of a publish request's authentication.
  const size = Math.max(given.length, wanted.length);
  const equal = crypto.subtle.timingSafeEqual(padded(given, size), padded(wanted, size));
  return equal && given.length === wanted.length;
}

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const buffer = new Uint8Array(size);
  buffer.set(bytes);
  return buffer;
}
