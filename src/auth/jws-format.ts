// Checks the format of an access token before any cryptography.

import { LIMITS } from "../protocol/limits.ts";

const SEGMENT = /^[A-Za-z0-9_-]+$/;

/**
 * Whether this is a compact JWS (RFC 7515 section 3.1) of at most `LIMITS.tokenChars` in canonical base64url.
 * A token then has one spelling only.
 */
export function isCompactJws(token: string): boolean {
  if (token.length > LIMITS.tokenChars) return false;
  const segments = token.split(".");
  return segments.length === 3 && segments.every(isCanonical);
}

function isCanonical(segment: string): boolean {
  if (!SEGMENT.test(segment)) return false;
  const remainder = segment.length % 4;
  if (remainder === 0) return true;
  if (remainder === 1) return false;
  // The last of 2 characters carries 4 unused bits, the last of 3 carries 2. All must be zero (RFC 4648 section 3.5).
  const last = BASE64URL_ALPHABET.indexOf(segment.at(-1) ?? "");
  return (last & (remainder === 2 ? 0b1111 : 0b11)) === 0;
}

const BASE64URL_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
