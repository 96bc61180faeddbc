// What a producer calls a post, so that sending it twice is sending it once.

import { err, ok, type Result } from "../protocol/result.ts";
import { LIMITS } from "../protocol/limits.ts";
import { bearerToken } from "./api-keys.ts";

/**
 * The `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header: a structured string, but most clients
 * leave out its quotes), else the `webhook-id`, which a signed post always goes by; `null` where the post has no name; else what is wrong with it.
 */
export function parseIdempotencyKey(headers: Headers): Result<string | null, string> {
  // A signature covers the id and no other header: whoever replays a signed post can't rename it.
  const isSigned = bearerToken(headers) === null;
  const header = isSigned ? null : headers.get("Idempotency-Key");
  const key = header === null ? headers.get("webhook-id") : unquoted(header);
  if (key === null) return ok(null);
  if (/^[\x20-\x7e]+$/.test(key) && key.length <= LIMITS.idempotencyKeyChars) return ok(key);
  return err(`A post's key has 1 to ${LIMITS.idempotencyKeyChars} printable ASCII characters.`);
}

function unquoted(text: string): string {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  return inner?.replaceAll(/\\(["\\])/g, "$1") ?? text;
}
