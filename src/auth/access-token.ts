// Verifies an access token (a JWT) and maps its claims to a principal.

import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { Settings } from "../config/settings.ts";
import type { Principal, VipStatus } from "../hub-request.ts";
import { LIMITS } from "../protocol/limits.ts";
import { parseTimestamp } from "../protocol/timestamp.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { JwtKeys } from "../config/jwt-keys.ts";
import { isCompactJws } from "./jws-format.ts";
import { remoteJwks, JwksUnavailable } from "./jwks.ts";

/**
 * The principal, or `unauthorized` for every kind of invalid token, so an attacker learns nothing about the
 * cause. `overloaded` while the issuer's key set is unavailable. `now` is Unix milliseconds.
 */
export async function verifyAccessToken(
  token: string,
  settings: Settings,
  now: number,
): Promise<Result<Principal, "unauthorized" | "overloaded">> {
  if (!isCompactJws(token)) return err("unauthorized");
  const { algorithms, issuer, audience } = settings.tokens;
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(token, keyFor(settings.tokens.keys), {
      algorithms: [...algorithms],
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
      requiredClaims: ["exp"],
      clockTolerance: LIMITS.clockLeewaySeconds,
      currentDate: new Date(now),
    });
    claims = verified.payload;
  } catch (error) {
    return err(error instanceof JwksUnavailable ? "overloaded" : "unauthorized");
  }
  return principalOf(claims, settings, now);
}

function principalOf(
  claims: JWTPayload,
  settings: Settings,
  now: number,
): Result<Principal, "unauthorized"> {
  const { exp, iat, type } = claims;
  if (!isUnixSeconds(exp)) return err("unauthorized");
  if (iat !== undefined && !isUnixSeconds(iat)) return err("unauthorized");
  if (iat !== undefined && iat > now / 1_000 + LIMITS.clockLeewaySeconds)
    return err("unauthorized");
  // A refresh token may be signed with the same key. Only its `type` differs.
  if (type !== undefined && type !== "access") return err("unauthorized");

  const userId = parseUserId(claims[settings.tokens.userClaim]);
  if (userId === null) return err("unauthorized");

  return ok({
    userId,
    claims: {
      expiresAt: Math.floor(exp * 1_000),
      issuedAt: iat ?? null,
      vip: parseVipStatus(claims[settings.tokens.vipClaim]),
    },
  });
}

function keyFor(keys: JwtKeys): JWTVerifyGetKey {
  switch (keys.kind) {
    case "secret":
      return () => keys.secret;
    case "public": {
      const { byAlgorithm } = keys;
      return ({ alg }) => {
        const key = byAlgorithm.get(alg);
        if (key === undefined) throw new Error("no key of this algorithm's family");
        return key;
      };
    }
    case "jwks":
      return remoteJwks(keys.url);
  }
}

/** Unix seconds before the year 10000; a NumericDate may have a fraction (RFC 7519 section 2). */
function isUnixSeconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 253_402_300_800;
}

function parseUserId(claim: unknown): string | null {
  if (typeof claim === "number") return Number.isSafeInteger(claim) ? String(claim) : null;
  if (typeof claim !== "string" || claim === "") return null;
  return claim.length <= LIMITS.userIdChars && claim.isWellFormed() ? claim : null;
}

function parseVipStatus(claim: unknown): VipStatus {
  if (claim === true) return "unlimited";
  if (isUnixSeconds(claim)) return Math.floor(claim * 1_000);
  return (typeof claim === "string" ? parseTimestamp(claim) : null) ?? "none";
}
