// What stands before the doors: usable settings, and an operator's key.

import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { bearerToken, findKeyName } from "../auth/api-keys.ts";
import { originAllowed } from "../auth/origin.ts";
import { isUpgrade } from "../auth/upgrade-headers.ts";
import { settingsOf } from "../config/settings.ts";
import { ApiError } from "../errors.ts";
import type { AppEnv } from "./context.ts";
import { rejectUpgrade } from "./reject-upgrade.ts";

/** With a bad setting no work is done at all: `/healthz` names it. */
export const requireSettings = createMiddleware<AppEnv>(async (c, next) => {
  const settings = await settingsOf(c.env);
  if (settings.ok) {
    c.set("settings", settings.value);
    return next();
  }
  if (isUpgrade(c.req.raw.headers)) return rejectUpgrade(c, "overloaded");
  throw new ApiError("overloaded", { detail: "A setting is wrong: /healthz names it." });
});

/** Pages of allowed origins may read what VIPs may read; a token is never ambient, so no credentials. */
export const corsForReads = createMiddleware<AppEnv>((c, next) =>
  cors({
    origin: (origin) =>
      originAllowed(c.req.raw.headers, c.var.settings.allowedOrigins) ? origin : null,
    allowMethods: ["GET"],
    allowHeaders: ["Authorization", "Last-Event-ID"],
    exposeHeaders: ["ETag", "X-Request-Id"],
    maxAge: 86_400,
  })(c, next),
);

export const requireOperator = createMiddleware<AppEnv>(async (c, next) => {
  const presented = bearerToken(c.req.raw.headers);
  const { operatorKeys } = c.var.settings;
  if (presented === null || findKeyName(presented, operatorKeys) === null) {
    throw new ApiError("unauthorized");
  }
  return next();
});
