// Tokens beyond any library, with header and payload exactly as written, signed or not.

import { base64url } from "jose";
import { nowSeconds, type Claims } from "./access-tokens.ts";
import { JWT_SECRET } from "../test-settings.ts";

export const HS256 = '{"alg":"HS256","typ":"JWT"}';

/** A VIP's claims for an hour as JSON. These members, as JSON text, replace or join them. */
export function vipPayload(members: Readonly<Record<string, string>> = {}): string {
  const now = nowSeconds();
  const usual = { sub: '"123"', vip: "true", iat: String(now), exp: String(now + 3_600) };
  const texts = Object.entries({ ...usual, ...members }).map(([key, text]) => `"${key}":${text}`);
  return `{${texts.join()}}`;
}

/** Three segments, the last one as given. */
export function unsigned(header: string, payload: string, signature = ""): string {
  return `${base64url.encode(header)}.${base64url.encode(payload)}.${signature}`;
}

/** The texts, signed with HMAC-SHA256 under any header. */
export async function forged(
  header: string,
  payload: string,
  secret: string | Uint8Array = JWT_SECRET,
): Promise<string> {
  const signed = `${base64url.encode(header)}.${base64url.encode(payload)}`;
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(signed));
  return `${signed}.${base64url.encode(new Uint8Array(mac))}`;
}

/** A valid HS256 token with more members in its header. */
export function withHeader(members: Claims): Promise<string> {
  return forged(JSON.stringify({ alg: "HS256", typ: "JWT", ...members }), vipPayload());
}
