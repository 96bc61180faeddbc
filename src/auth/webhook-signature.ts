// Verifies the signature of a publish request by Standard Webhooks (standardwebhooks.com), symmetric, version 1.

import type { NamedKey } from "../config/settings.ts";
import { LIMITS } from "../protocol/limits.ts";

/** The three headers of a signed request. */
export interface SignedHeaders {
  /** `webhook-id`, also the idempotency key. */
  readonly id: string;
  /** Unix seconds as text, because the signature covers the text. */
  readonly timestamp: string;
  /** One or several signatures, separated by spaces, each `v1,<base64>`. */
  readonly signatures: string;
}

/** The headers, or `null` for an unsigned request. */
export function parseSignedHeaders(headers: Headers): SignedHeaders | null {
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (id === null || timestamp === null || signatures === null) return null;
  return { id, timestamp, signatures };
}

/**
 * The name of the key that signed these bytes within `LIMITS.signatureWindowSeconds` of `now` (Unix
 * milliseconds), or `null`. Each signature is tried with each key, so keys rotate without a gap.
 */
export async function verifyWebhook(
  headers: SignedHeaders,
  body: ArrayBuffer,
  keys: readonly NamedKey[],
  now: number,
): Promise<string | null> {
  if (!/^[0-9]{1,12}$/.test(headers.timestamp)) return null;
  const skewMs = Math.abs(now - Number(headers.timestamp) * 1_000);
  if (skewMs > LIMITS.signatureWindowSeconds * 1_000) return null;
  const signatures = parseSignatures(headers.signatures);
  if (headers.id === "" || signatures.length === 0) return null;

  const signed = signedContent(headers, body);
  let found: string | null = null;
  for (const { name, key } of keys) {
    const secret = await importSecret(key);
    if (secret === null) continue;
    for (const signature of signatures) {
      // `verify` compares in constant time, and a match doesn't end the loop.
      if (await crypto.subtle.verify("HMAC", secret, signature, signed)) found = name;
    }
  }
  return found;
}

/** The signed bytes, `<id>.<timestamp>.<body>`. */
function signedContent({ id, timestamp }: SignedHeaders, body: ArrayBuffer): Uint8Array {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(head.byteLength + body.byteLength);
  content.set(head);
  content.set(new Uint8Array(body), head.byteLength);
  return content;
}

function parseSignatures(text: string): readonly Uint8Array[] {
  return text
    .split(" ")
    .slice(0, LIMITS.signatures)
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => decodeBase64(entry.slice("v1,".length)))
    .filter((bytes) => bytes !== null);
}

/** The standard's libraries decode `whsec_<base64>` to bytes. Any other key is its own UTF-8. */
async function importSecret(key: string): Promise<CryptoKey | null> {
  const bytes = key.startsWith("whsec_")
    ? decodeBase64(key.slice("whsec_".length))
    : new TextEncoder().encode(key);
  if (bytes === null || bytes.byteLength === 0) return null;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function decodeBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
