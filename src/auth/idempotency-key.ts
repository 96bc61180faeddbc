// The idempotency key of a publish request, from its headers.

import { err, ok, type Result } from "../protocol/result.ts";
import { LIMITS } from "../protocol/limits.ts";
import { bearerToken } from "./api-keys.ts";

/**
 * The `Idempotency-Key`, else the `webhook-id`. `null` without either, and the reason for an invalid one. The
 * draft (draft-ietf-httpapi-idempotency-key-header) has a quoted string, but most clients leave out the quotes.
 */
export function parseIdempotencyKey(headers: Headers): Result<string | null, string> {
  // A signature covers `webhook-id` and not `Idempotency-Key`. A replay with another key must stay a duplicate.
  const isSigned = bearerToken(headers) === null;
  const header = isSigned ? null : headers.get("Idempotency-Key");
  const key = header === null ? headers.get("webhook-id") : unquoted(header);
  if (key === null) return ok(null);
  if (/^[\x20-\x7e]+$/.test(key) && key.length <= LIMITS.idempotencyKeyChars) return ok(key);
  return err(
    `An idempotency key has 1 to ${LIMITS.idempotencyKeyChars} printable ASCII characters.`,
  );
}

function unquoted(text: string): string {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  return inner?.replaceAll(/\\(["\\])/g, "$1") ?? text;
}
