// What an operator orders for a user, and the request that it is.

import { err, ok, type Result } from "../../../protocol/result.ts";

export type AdminAction =
  /** Until a moment, ISO 8601; `null` for no end. */
  | { readonly kind: "grant"; readonly userId: string; readonly until: string | null }
  | { readonly kind: "revoke"; readonly userId: string }
  /** `notBefore`, Unix seconds: older tokens are refused too. */
  | { readonly kind: "disconnect"; readonly userId: string; readonly notBefore: number | null };

export interface AdminRequest {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

export function adminRequest(action: AdminAction): AdminRequest {
  const path = `/internal/members/${encodeURIComponent(action.userId)}`;
  switch (action.kind) {
    case "grant":
      return { method: "PUT", path, body: { vip_until: action.until } };
    case "revoke":
      return { method: "DELETE", path };
    case "disconnect":
      return {
        method: "POST",
        path: `${path}/disconnect`,
        body: action.notBefore === null ? {} : { not_before: action.notBefore },
      };
  }
}

/**
 * Whether an address can name the user. An address takes `.` and `..` for steps, however they are encoded
 * ("URL Standard", double-dot path segments): the order would be about somebody else, or about nobody.
 */
export function isAddressable(userId: string): boolean {
  return userId !== "" && userId !== "." && userId !== ".." && userId.isWellFormed();
}

/** The moment of a `datetime-local` field, which has the browser's own time zone; empty is no end. */
export function untilOf(field: string): Result<string | null, "unreadable"> {
  if (field === "") return ok(null);
  const at = new Date(field);
  return Number.isNaN(at.getTime()) ? err("unreadable") : ok(at.toISOString());
}
