// How long a user may listen: the token's word, unless the hub holds a record, which then decides.

import type { TokenRights, Vip } from "../handoff.ts";
import { LIMITS } from "../protocol/limits.ts";

/** The hub's own word on a user. */
export interface Member {
  /** `token` leaves the decision to the token; `none` is a revoked membership. */
  readonly vip: Vip | "token";
  /** Tokens issued before this are refused, Unix seconds; `null` for none. */
  readonly notBefore: number | null;
}

/** When access ends (Unix milliseconds, never past), and which refusal the socket then ends with. */
export interface AccessEnd {
  readonly at: number;
  readonly refusal: "unauthorized" | "vip_required";
}

export type Entitlement =
  | { readonly granted: true; readonly ends: AccessEnd }
  | { readonly granted: false; readonly refusal: "unauthorized" | "vip_required" };

export function judgeAccess(
  rights: TokenRights,
  member: Member | undefined,
  now: number,
): Entitlement {
  if (member?.notBefore != null && (rights.issuedAt ?? -Infinity) < member.notBefore) {
    return { granted: false, refusal: "unauthorized" };
  }
  const tokenEnds = rights.expiresAt + LIMITS.tokenGraceMs;
  if (tokenEnds <= now) return { granted: false, refusal: "unauthorized" };

  const vipEnds = endOf(member === undefined || member.vip === "token" ? rights.vip : member.vip);
  if (vipEnds <= now) return { granted: false, refusal: "vip_required" };

  return {
    granted: true,
    ends:
      vipEnds <= tokenEnds
        ? { at: vipEnds, refusal: "vip_required" }
        : { at: tokenEnds, refusal: "unauthorized" },
  };
}

function endOf(vip: Vip): number {
  if (vip === "none") return -Infinity;
  if (vip === "unlimited") return Infinity;
  return vip;
}
