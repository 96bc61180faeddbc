// Every answer's name: what a caller quotes and an operator finds in the logs.

import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./context.ts";

/** As Cloudflare writes it: 16 hexadecimal digits and, usually, the data centre. */
const RAY = /^[0-9a-f]{16}(?:-[A-Z]{3})?$/;

/**
 * Cloudflare's own name for the request (`CF-Ray`, which it overwrites where a client sends one), else a
 * random one. A client's `X-Request-Id` is not looked at. An accepted socket's 101 is left as it is: its headers
 * can't be changed.
 */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const ray = c.req.header("CF-Ray") ?? "";
  const id = RAY.test(ray) ? ray : crypto.randomUUID();
  c.set("requestId", id);
  await next();
  // Not by `c.header`, which builds the whole response anew.
  if (c.res.status !== 101) c.res.headers.set("X-Request-Id", id);
});
