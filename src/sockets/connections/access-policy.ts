// How long a user may listen: the token's word, unless the hub holds a record, which then decides.

import type { TokenClaims, VipStatus } from "../../hub-request.ts";
import { LIMITS } from "../../protocol/limits.ts";

/** The hub's own word on a user. */
export interface Member {
  /** `token` leaves the decision to the token; `none` is a revoked membership. */
  readonly vip: VipStatus | "token";
  /** Tokens issued before this are refused, Unix seconds; `null` for none. */
  readonly notBefore: number | null;
}

/** When access ends (Unix milliseconds, never past), and which refusal the socket then ends with. */
export interface AccessExpiry {
  readonly at: number;
  readonly error: "unauthorized" | "vip_required";
}

export type AccessDecision =
  | { readonly granted: true; readonly ends: AccessExpiry }
  | { readonly granted: false; readonly refusal: "unauthorized" | "vip_required" };

export function checkAccess(
  claims: TokenClaims,
  member: Member | undefined,
  now: number,
): AccessDecision {
  if (member?.notBefore != null && (claims.issuedAt ?? -Infinity) < member.notBefore) {
    return { granted: false, refusal: "unauthorized" };
  }
  const tokenEndsAt = claims.expiresAt + LIMITS.tokenGraceMs;
  if (tokenEndsAt <= now) return { granted: false, refusal: "unauthorized" };

  const vipEndsAt = vipEndsAtMs(
    member === undefined || member.vip === "token" ? claims.vip : member.vip,
  );
  if (vipEndsAt <= now) return { granted: false, refusal: "vip_required" };

  return {
    granted: true,
    ends:
      vipEndsAt <= tokenEndsAt
        ? { at: vipEndsAt, error: "vip_required" }
        : { at: tokenEndsAt, error: "unauthorized" },
  };
}

function vipEndsAtMs(vip: VipStatus): number {
  if (vip === "none") return -Infinity;
  if (vip === "unlimited") return Infinity;
  return vip;
}
