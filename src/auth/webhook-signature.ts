// Who signed a post: Standard Webhooks (standardwebhooks.com), symmetric signatures of version 1.

import type { NamedKey } from "../config/settings.ts";
import { LIMITS } from "../protocol/limits.ts";

/** The three headers of a signed post. */
export interface SignedHeaders {
  /** Names the post: sent again, it is the same post. */
  readonly id: string;
  /** Unix seconds, as written: the text is part of what is signed. */
  readonly timestamp: string;
  /** One or several signatures, separated by spaces, each `v1,<base64>`. */
  readonly signatures: string;
}

/** The headers, or `null` where the post isn't signed. */
export function parseSignedHeaders(headers: Headers): SignedHeaders | null {
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (id === null || timestamp === null || signatures === null) return null;
  return { id, timestamp, signatures };
}

/**
 * The name whose key signed these very bytes within 300 s of `now` (Unix milliseconds), or `null`. Each
 * signature is tried with each key: several of either are how a key is rotated without a gap.
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
      // `verify` compares in constant time; nobody is told early that nothing fits.
      if (await crypto.subtle.verify("HMAC", secret, signature, signed)) found = name;
    }
  }
  return found;
}

/** What is signed: the id, the timestamp and the body, joined by full stops. */
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

/** A key `whsec_<base64>` stands for the bytes it encodes, as the standard's libraries have it; another for its own. */
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
