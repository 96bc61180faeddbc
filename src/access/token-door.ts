// Where the hub asks about a token that a client sent on its open socket.

import { WorkerEntrypoint } from "cloudflare:workers";
import { settingsOf, type Bindings } from "../config.ts";
import type { Caller, TokenDoor as Door } from "../handoff.ts";
import { no, type Result } from "../protocol/result.ts";
import { verifyAccessToken } from "./access-token.ts";

export class TokenDoor extends WorkerEntrypoint<Bindings> implements Door {
  async verify(token: string): Promise<Result<Caller, "unauthorized" | "overloaded">> {
    const settings = await settingsOf(this.env);
    return settings.ok ? verifyAccessToken(token, settings.value, Date.now()) : no("overloaded");
  }
}
