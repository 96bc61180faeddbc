// Where the hub asks about a token that a client sent on its open socket.

import { WorkerEntrypoint } from "cloudflare:workers";
import { settingsOf, type Bindings } from "../config/settings.ts";
import type { Principal, TokenVerifier as Door } from "../hub-request.ts";
import { err, type Result } from "../protocol/result.ts";
import { verifyAccessToken } from "./access-token.ts";

export class TokenVerifier extends WorkerEntrypoint<Bindings> implements Door {
  async verify(token: string): Promise<Result<Principal, "unauthorized" | "overloaded">> {
    const settings = await settingsOf(this.env);
    return settings.ok ? verifyAccessToken(token, settings.value, Date.now()) : err("overloaded");
  }
}
