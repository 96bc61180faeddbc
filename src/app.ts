// The route table, in order, and the one place where errors become responses.

import { Hono } from "hono";
import { etag } from "hono/etag";
import { methodNotAllowed } from "hono/method-not-allowed";
import { isUpgrade } from "./auth/upgrade-headers.ts";
import { LIMITS } from "./protocol/limits.ts";
import { ApiError } from "./errors.ts";
import { problem, toApiError } from "./http/problem.ts";
import { maxBodySize } from "./http/body.ts";
import { corsForReads, requestId, requireOperator, requireSettings } from "./http/middleware.ts";
import { rejectUpgrade, upgrade } from "./http/upgrade.ts";
import type { AppEnv } from "./http/context.ts";
import { asyncApi, openApi } from "./http/api-docs.ts";
import { publish } from "./http/publish.ts";
import { disconnectMember, grantMember, revokeMember } from "./http/members.ts";
import { drainSockets, health, metrics, stats } from "./http/operations.ts";
import { readLog, readSignals, tailLog } from "./http/reads.ts";
import { setSourceInterval } from "./http/sources.ts";
import { streamSignals } from "./http/sse.ts";

/** The Worker's app. It must stay importable in Node, because `npm run api:docs` reads its routes. */
export const app = new Hono<AppEnv>();
const operatorBody = maxBodySize(LIMITS.operatorBodyBytes);

app.use(requestId);
app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (_, methods) =>
      problem(new ApiError("method_not_allowed"), { Allow: methods.join(", ") }),
  }),
);
app.get("/healthz", health);
app.get("/openapi.json", etag(), openApi);
app.get("/asyncapi.json", etag(), asyncApi);

app.use(requireSettings);
app.get("/ws/signals", upgrade);
app.use("/signals/*", corsForReads);
app.use("/sse/*", corsForReads);
app.get("/sse/signals", streamSignals);
app.get("/signals", etag(), readSignals);
app.get("/signals/log", readLog);
app.post("/internal/signals", maxBodySize(LIMITS.publishBytes), publish);
app.put("/internal/sources/:name", operatorBody, setSourceInterval);
app.put("/internal/members/:user_id", requireOperator, operatorBody, grantMember);
app.delete("/internal/members/:user_id", requireOperator, revokeMember);
app.post("/internal/members/:user_id/disconnect", requireOperator, operatorBody, disconnectMember);
app.post("/internal/drain", requireOperator, operatorBody, drainSockets);
app.get("/internal/log", requireOperator, tailLog);
app.get("/internal/stats", requireOperator, stats);
app.get("/metrics", requireOperator, metrics);

app.notFound(() => problem(new ApiError("not_found")));
app.onError((error, c) => {
  const apiError = toApiError(error, c.var.requestId);
  // A WebSocket client can't read a status, so it gets a close frame.
  if (apiError.code === "overloaded" && isUpgrade(c.req.raw.headers)) {
    return rejectUpgrade(c, "overloaded");
  }
  return problem(apiError);
});
