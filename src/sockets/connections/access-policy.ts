// How long a user has access. The operator's record decides where there is one, otherwise the token's VIP claim.

import type { TokenClaims, VipStatus } from "../../hub-request.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Member } from "../ports/directory.ts";

/** When access ends (Unix milliseconds, always ahead), and the close error of that moment. */
export interface AccessExpiry {
  readonly at: number;
  readonly error: "unauthorized" | "vip_required";
}

/** Access until a moment, or the error of a user without access. */
export type AccessDecision =
  | { readonly granted: true; readonly ends: AccessExpiry }
  | { readonly granted: false; readonly error: "unauthorized" | "vip_required" };

/** Decides access at `now` (Unix milliseconds). The earlier of two ends wins, the token's with its leeway or the VIP's. */
export function checkAccess(
  claims: TokenClaims,
  member: Member | undefined,
  now: number,
): AccessDecision {
  if (member?.notBefore != null && (claims.issuedAt ?? -Infinity) < member.notBefore) {
    return { granted: false, error: "unauthorized" };
  }
  const tokenEndsAt = claims.expiresAt + LIMITS.tokenGraceMs;
  if (tokenEndsAt <= now) return { granted: false, error: "unauthorized" };

  const vip = member === undefined || member.vip === "token" ? claims.vip : member.vip;
  const vipEndsAt = endOf(vip);
  if (vipEndsAt <= now) return { granted: false, error: "vip_required" };

  return {
    granted: true,
    ends:
      vipEndsAt <= tokenEndsAt
        ? { at: vipEndsAt, error: "vip_required" }
        : { at: tokenEndsAt, error: "unauthorized" },
  };
}

function endOf(vip: VipStatus): number {
  if (vip === "none") return -Infinity;
  if (vip === "unlimited") return Infinity;
  return vip;
}
