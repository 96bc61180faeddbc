// Middleware for request ids, settings, CORS and operators.

import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { authenticateOperator } from "../auth/api-keys.ts";
import { originAllowed } from "../auth/origin.ts";
import { isUpgrade } from "../auth/upgrade-headers.ts";
import { settingsOf } from "../config/settings.ts";
import { ApiError } from "../errors.ts";
import type { AppEnv } from "./context.ts";
import { rejectUpgrade } from "./upgrade.ts";

/** `CF-Ray` as Cloudflare writes it, 16 hexadecimal digits and usually the data centre. */
const RAY = /^[0-9a-f]{16}(?:-[A-Z]{3})?$/;

/**
 * Sets the request id, Cloudflare's `CF-Ray` or a random one. Cloudflare overwrites a client's `CF-Ray`, and a
 * client's `X-Request-Id` is ignored. The headers of an accepted socket's 101 are immutable, so it has no id.
 */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const ray = c.req.header("CF-Ray") ?? "";
  const id = RAY.test(ray) ? ray : crypto.randomUUID();
  c.set("requestId", id);
  await next();
  // `c.header` would build the whole response anew.
  if (c.res.status !== 101) c.res.headers.set("X-Request-Id", id);
});

/** Rejects every request while a setting is invalid. `/healthz` names the setting. */
export const requireSettings = createMiddleware<AppEnv>(async (c, next) => {
  const settings = await settingsOf(c.env);
  if (settings.ok) {
    c.set("settings", settings.value);
    return next();
  }
  if (isUpgrade(c.req.raw.headers)) return rejectUpgrade(c, "overloaded");
  throw new ApiError("overloaded", { detail: "A setting is wrong: /healthz names it." });
});

/** CORS for pages of allowed origins. Without credentials, because no token is ambient. */
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

/** Rejects every request without the key of an operator. */
export const requireOperator = createMiddleware<AppEnv>(async (c, next) => {
  if (authenticateOperator(c.req.raw.headers, c.var.settings.operatorKeys) === null) {
    throw new ApiError("unauthorized");
  }
  return next();
});
