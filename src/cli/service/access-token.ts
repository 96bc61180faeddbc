// Signs access tokens for local work, with the secret of the local service.

import { SignJWT } from "jose";

import { UsageError } from "../command.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Settings } from "./local-settings.ts";

/** The user of a token, and the user's rights. */
export interface TokenSubject {
  readonly user: string;
  /** VIP for the token's life, or until a moment in ISO 8601. Absent, the token has no VIP claim. */
  readonly vip?: true | string;
  /** The token's life, seconds. */
  readonly ttlSeconds: number;
}

/** Signs an HS256 token. `now` is in Unix milliseconds. Throws a `UsageError` without a secret for HS256. */
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
  const issuer = settings.get("JWT_ISSUER");
  const recipient = settings.get("JWT_AUDIENCE");
  return new SignJWT({
    type: "access",
    [settings.get("JWT_USER_CLAIM") ?? "sub"]: subject.user,
    ...(subject.vip === undefined ? {} : { [settings.get("JWT_VIP_CLAIM") ?? "vip"]: subject.vip }),
    ...(issuer === undefined ? {} : { iss: issuer }),
    ...(recipient === undefined ? {} : { aud: recipient }),
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + subject.ttlSeconds)
    .sign(secret);
}
