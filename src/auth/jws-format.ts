// The outer shape of an access token, judged before any cryptography sees it.

import { LIMITS } from "../protocol/limits.ts";

const SEGMENT = /^[A-Za-z0-9_-]+$/;

/**
 * Whether this is a compact JWS (RFC 7515 section 3.1) of honest length and canonical base64url: one token
 * has one spelling.
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
  // The last character carries 4 (of 2) or 2 (of 3) bits that belong to no byte: all must be zero.
  const last = BASE64URL_ALPHABET.indexOf(segment.at(-1) ?? "");
  return (last & (remainder === 2 ? 0b1111 : 0b11)) === 0;
}

const BASE64URL_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
