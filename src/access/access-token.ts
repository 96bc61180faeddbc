// Who a bearer of an access token is, and what the token entitles to.

import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { Settings } from "../config.ts";
import type { Caller, Vip } from "../handoff.ts";
import { LIMITS } from "../protocol/limits.ts";
import { readInstant } from "../protocol/instant.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import type { TokenKeys } from "../token-keys.ts";
import { isCompactToken } from "./compact-token.ts";
import { issuerKeys, KeysUnreachable } from "./issuer-keys.ts";

/**
 * The caller, or `unauthorized` for every way in which a token can be wrong: outside nobody learns which.
 * `overloaded` where the issuer's keys can't be had, which is no fault of the token's. `now` is Unix
 * milliseconds.
 */
export async function verifyAccessToken(
  token: string,
  settings: Settings,
  now: number,
): Promise<Result<Caller, "unauthorized" | "overloaded">> {
  if (!isCompactToken(token)) return no("unauthorized");
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
    return no(error instanceof KeysUnreachable ? "overloaded" : "unauthorized");
  }
  return callerOf(claims, settings, now);
}

function callerOf(
  claims: JWTPayload,
  settings: Settings,
  now: number,
): Result<Caller, "unauthorized"> {
  const { exp, iat, type } = claims;
  if (!isUnixSeconds(exp)) return no("unauthorized");
  if (iat !== undefined && !isUnixSeconds(iat)) return no("unauthorized");
  if (iat !== undefined && iat > now / 1_000 + LIMITS.clockLeewaySeconds) return no("unauthorized");
  // A refresh token is signed with the same key: what it is good for is in its type.
  if (type !== undefined && type !== "access") return no("unauthorized");

  const userId = readUserId(claims[settings.tokens.userClaim]);
  if (userId === null) return no("unauthorized");

  return ok({
    userId,
    rights: {
      expiresAt: Math.floor(exp * 1_000),
      issuedAt: iat ?? null,
      vip: readVip(claims[settings.tokens.vipClaim]),
    },
  });
}

function keyFor(keys: TokenKeys): JWTVerifyGetKey {
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
      return issuerKeys(keys.url);
  }
}

/** Unix seconds before the year 10000; a NumericDate may have a fraction (RFC 7519 section 2). */
function isUnixSeconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 253_402_300_800;
}

function readUserId(claim: unknown): string | null {
  if (typeof claim === "number") return Number.isSafeInteger(claim) ? String(claim) : null;
  if (typeof claim !== "string" || claim === "") return null;
  return claim.length <= LIMITS.userIdChars && claim.isWellFormed() ? claim : null;
}

function readVip(claim: unknown): Vip {
  if (claim === true) return "unlimited";
  if (isUnixSeconds(claim)) return Math.floor(claim * 1_000);
  return (typeof claim === "string" ? readInstant(claim) : null) ?? "none";
}
