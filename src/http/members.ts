// Endpoints for operators to grant VIP, revoke it, and close a user's sockets.

import { disconnectUser, grantVip, ISO_OR_NULL } from "../api-docs/requests.ts";
import { parseTimestamp } from "../protocol/timestamp.ts";
import { LIMITS } from "../protocol/limits.ts";
import { ApiError } from "../errors.ts";
import { parseBody } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** Grants VIP until a time, or without end. Overrides the token's claim. */
export async function grantMember(c: AppContext): Promise<Response> {
  const userId = parseUserId(c);
  const { vip_until: until } = await parseBody(grantVip, c);
  const vip = until === null ? "unlimited" : parseTimestamp(until);
  if (vip === null) throw invalid("/vip_until", ISO_OR_NULL);

  const { closed } = await hubOf(c).setVip(userId, vip);
  const vipUntil = vip === "unlimited" ? null : new Date(vip).toISOString();
  return c.json({ user_id: userId, vip_until: vipUntil, closed });
}

/** Revokes VIP, also against a token with VIP. Closes the user's sockets. */
export async function revokeMember(c: AppContext): Promise<Response> {
  const userId = parseUserId(c);
  const { closed } = await hubOf(c).setVip(userId, "none");
  return c.json({ user_id: userId, closed });
}

/** Closes the user's sockets. With `not_before` the hub rejects older tokens from then on. */
export async function disconnectMember(c: AppContext): Promise<Response> {
  const userId = parseUserId(c);
  const { not_before: notBefore } = await parseBody(disconnectUser, c);
  const { closed } = await hubOf(c).disconnect(userId, notBefore ?? null);
  return c.json({ user_id: userId, closed });
}

function parseUserId(c: AppContext): string {
  // The router passes an undecodable path on as it is, and so would name another user.
  if (!isDecodable(new URL(c.req.url).pathname))
    throw invalid("", "a user's id is percent-encoded");
  const userId = c.req.param("user_id") ?? "";
  if (userId.length <= LIMITS.userIdChars && userId.isWellFormed()) return userId;
  throw invalid("", `a user's id has at most ${LIMITS.userIdChars} characters`);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function invalid(path: string, reason: string): ApiError {
  return new ApiError("body_invalid", { errors: [{ index: 0, path, reason }] });
}
