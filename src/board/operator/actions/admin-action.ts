// An operator's action on a member, and the request for it.

import { err, ok, type Result } from "../../../protocol/result.ts";

/** An action on a member. */
export type AdminAction =
  /** Makes the user a VIP until an ISO 8601 time, or without an end for `null`. */
  | { readonly kind: "grant"; readonly userId: string; readonly until: string | null }
  /** Ends VIP and closes the user's sockets. */
  | { readonly kind: "revoke"; readonly userId: string }
  /** Closes the user's sockets. Tokens issued before `notBefore` (Unix seconds) are rejected from now on. */
  | { readonly kind: "disconnect"; readonly userId: string; readonly notBefore: number | null };

/** A request without its key. */
export interface AdminRequest {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

/** The request for an action. */
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
 * Whether a URL's path can carry the user id. Browsers resolve `.` and `..` as path segments in any encoding (URL
 * Standard, "double-dot URL path segment"). The request would then name another path.
 */
export function isAddressable(userId: string): boolean {
  return userId !== "" && userId !== "." && userId !== ".." && userId.isWellFormed();
}

/** The ISO 8601 time of a `datetime-local` field in the browser's own time zone. An empty field is `null`. */
export function parseUntil(field: string): Result<string | null, "unreadable"> {
  if (field === "") return ok(null);
  const at = new Date(field);
  return Number.isNaN(at.getTime()) ? err("unreadable") : ok(at.toISOString());
}
