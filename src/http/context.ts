// What every route can ask of its request.

import type { Context } from "hono";
import type { Bindings, Settings } from "../config/settings.ts";
import type { SignalHub } from "../hub/signal-hub.ts";

export interface AppEnv {
  Bindings: Bindings;
  Variables: {
    /** Checked before any route that does work. */
    settings: Settings;
    /** Names the request in its answer and in the logs. */
    requestId: string;
  };
}

export type AppContext = Context<AppEnv>;

/** The one hub. Where it lives is decided by the first request that ever reaches it. */
export function hubOf(c: AppContext): DurableObjectStub<SignalHub> {
  const { hubName, hubLocation } = c.var.settings;
  return c.env.HUB.getByName(hubName, {
    ...(hubLocation !== undefined && { locationHint: hubLocation }),
  });
}
