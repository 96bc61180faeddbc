// Where the hub asks about a token that a client sent on its open socket.

import { WorkerEntrypoint } from "cloudflare:workers";
import { settingsOf, type Bindings } from "../config.ts";
import type { Caller, TokenDoor as Door } from "../handoff.ts";
import { verifyAccessToken } from "./access-token.ts";

export class TokenDoor extends WorkerEntrypoint<Bindings> implements Door {
  async verify(token: string): Promise<Caller | null> {
    const settings = await settingsOf(this.env);
    if (!settings.ok) return null;
    const caller = await verifyAccessToken(token, settings.value, Date.now());
    return caller.ok ? caller.value : null;
  }
}
