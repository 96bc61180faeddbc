// Access tokens as a FastAPI backend signs them.

import { SignJWT } from "jose";
import { JWT_SECRET } from "../test-settings.ts";

export interface Claims {
  readonly [claim: string]: unknown;
}

/** Unix seconds, as in tokens. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** A VIP's token for an hour. These claims replace or join the usual ones, and `undefined` drops one. */
export function vipToken(claims: Claims = {}, secret = JWT_SECRET): Promise<string> {
  const now = nowSeconds();
  const payload = { sub: "123", vip: true, type: "access", iat: now, exp: now + 3_600, ...claims };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}
