// The entrypoint for the hub to verify a token from an open socket. It alone in auth/ imports the runtime.

import { WorkerEntrypoint } from "cloudflare:workers";
import { settingsOf, type Bindings } from "../config/settings.ts";
import type { Principal, TokenVerifier as Verifier } from "../hub-request.ts";
import { err, type Result } from "../protocol/result.ts";
import { verifyAccessToken } from "./access-token.ts";

/** Verifies tokens by RPC, with the keys of the Worker's settings. `overloaded` while a setting is invalid. */
export class TokenVerifier extends WorkerEntrypoint<Bindings> implements Verifier {
  async verify(token: string): Promise<Result<Principal, "unauthorized" | "overloaded">> {
    const settings = await settingsOf(this.env);
    return settings.ok ? verifyAccessToken(token, settings.value, Date.now()) : err("overloaded");
  }
}
