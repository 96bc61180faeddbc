// What stands before the doors: usable settings, and the right key.

import { createMiddleware } from "hono/factory";
import { bearerOf, nameOfKey } from "../access/named-keys.ts";
import { isUpgrade } from "../access/socket-offer.ts";
import { settingsOf, type NamedKey, type Settings } from "../config.ts";
import { Refusal } from "../refusals.ts";
import type { AppEnv } from "./context.ts";
import { refuseSocket } from "./refuse-socket.ts";

/** With a bad setting no work is done at all: `/healthz` names it. */
export const requireSettings = createMiddleware<AppEnv>(async (c, next) => {
  const settings = await settingsOf(c.env);
  if (settings.ok) {
    c.set("settings", settings.value);
    return next();
  }
  if (isUpgrade(c.req.raw.headers)) return refuseSocket(c, "overloaded");
  throw new Refusal("overloaded", { detail: "A setting is wrong: /healthz names it." });
});

export const requireProducer = requireKey((settings) => settings.producerKeys);

export const requireOperator = requireKey((settings) => settings.operatorKeys);

function requireKey(
  keysOf: (settings: Settings) => readonly NamedKey[],
): ReturnType<typeof createMiddleware<AppEnv>> {
  return createMiddleware<AppEnv>(async (c, next) => {
    const presented = bearerOf(c.req.raw.headers);
    if (presented === null) throw new Refusal("unauthorized");
    if ((await nameOfKey(presented, keysOf(c.var.settings))) === null) {
      throw new Refusal("unauthorized");
    }
    return next();
  });
}
