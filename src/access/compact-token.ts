// The outer shape of an access token, judged before any cryptography sees it.

import { LIMITS } from "../protocol/limits.ts";

const SEGMENT = /^[A-Za-z0-9_-]+$/;

/**
 * Whether this is a compact JWS (RFC 7515 section 3.1) of honest length and canonical base64url: one token
 * has one spelling.
 */
export function isCompactToken(token: string): boolean {
  if (token.length > LIMITS.tokenChars) return false;
  const segments = token.split(".");
  return segments.length === 3 && segments.every(isCanonical);
}

function isCanonical(segment: string): boolean {
  if (!SEGMENT.test(segment)) return false;
  const spare = segment.length % 4;
  if (spare === 0) return true;
  if (spare === 1) return false;
  // The last character carries 4 (of 2) or 2 (of 3) bits that belong to no byte: all must be zero.
  const last = SEXTETS.indexOf(segment.at(-1) ?? "");
  return (last & (spare === 2 ? 0b1111 : 0b11)) === 0;
}

const SEXTETS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
