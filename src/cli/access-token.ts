// Access tokens for local work, signed with the secret that the local service checks them against.

import { SignJWT } from "jose";

import { UsageError } from "./usage-error.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Settings } from "./local-settings.ts";

/** Whom a token speaks for. */
export interface TokenSubject {
  readonly user: string;
  /** `true`, or the moment VIP ends as ISO 8601; without it the token says nothing of VIP. */
  readonly vip?: true | string;
  readonly ttlSeconds: number;
}

/** Signs an HS256 token. `now` is in Unix milliseconds. */
export async function mintToken(
  subject: TokenSubject,
  settings: Settings,
  now: number,
): Promise<string> {
  const secret = new TextEncoder().encode(settings.get("JWT_SECRET"));
  if (secret.length === 0) {
    throw new UsageError(
      "there is no JWT_SECRET to sign with: run `npm start` once, which writes one to .dev.vars, " +
        "or set JWT_SECRET",
    );
  }
  if (secret.length < LIMITS.minJwtSecretBytes) {
    throw new UsageError(
      `JWT_SECRET has fewer than ${LIMITS.minJwtSecretBytes} bytes, too few for HS256 (RFC 7518, 3.2)`,
    );
  }
  const issuedAt = Math.floor(now / 1_000);
  const token = new SignJWT({
    type: "access",
    [settings.get("JWT_USER_CLAIM") ?? "sub"]: subject.user,
    ...(subject.vip === undefined ? {} : { [settings.get("JWT_VIP_CLAIM") ?? "vip"]: subject.vip }),
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + subject.ttlSeconds);
  const issuer = settings.get("JWT_ISSUER");
  if (issuer !== undefined) token.setIssuer(issuer);
  const audience = settings.get("JWT_AUDIENCE");
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(secret);
}
