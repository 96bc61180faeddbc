// The route list, in order, and the one place where errors become answers.

import { Hono } from "hono";
import { etag } from "hono/etag";
import { methodNotAllowed } from "hono/method-not-allowed";
import { isUpgrade } from "./access/socket-offer.ts";
import { LIMITS } from "./protocol/limits.ts";
import { Refusal } from "./refusals.ts";
import { problem, refusalOf } from "./routes/answer.ts";
import { atMost } from "./routes/body.ts";
import { readableFromPages, requireOperator, requireSettings } from "./routes/checks.ts";
import { connect } from "./routes/connect.ts";
import type { AppEnv } from "./routes/context.ts";
import { asyncApi, openApi } from "./routes/contracts.ts";
import { drainSockets } from "./routes/drain.ts";
import { ingest } from "./routes/ingest.ts";
import { disconnectMember, grantMember, revokeMember } from "./routes/members.ts";
import { metrics } from "./routes/metrics.ts";
import { readLog, readSignals, tailLog } from "./routes/read.ts";
import { refuseSocket } from "./routes/refuse-socket.ts";
import { nameRequest } from "./routes/request-id.ts";
import { expectSource } from "./routes/sources.ts";
import { health, stats } from "./routes/status.ts";
import { streamSignals } from "./routes/stream.ts";

const app = new Hono<AppEnv>();
const operatorBody = atMost(LIMITS.operatorBodyBytes);

app.use(nameRequest);
app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (_, methods) =>
      problem(new Refusal("method_not_allowed"), { Allow: methods.join(", ") }),
  }),
);
app.get("/healthz", health);
app.get("/openapi.json", etag(), openApi);
app.get("/asyncapi.json", etag(), asyncApi);

app.use(requireSettings);
app.get("/ws/signals", connect);
app.use("/signals/*", readableFromPages);
app.use("/sse/*", readableFromPages);
app.get("/sse/signals", streamSignals);
app.get("/signals", etag(), readSignals);
app.get("/signals/log", readLog);
app.post("/internal/signals", atMost(LIMITS.ingestBytes), ingest);
app.put("/internal/sources/:name", operatorBody, expectSource);
app.put("/internal/members/:user_id", requireOperator, operatorBody, grantMember);
app.delete("/internal/members/:user_id", requireOperator, revokeMember);
app.post("/internal/members/:user_id/disconnect", requireOperator, operatorBody, disconnectMember);
app.post("/internal/drain", requireOperator, operatorBody, drainSockets);
app.get("/internal/log", requireOperator, tailLog);
app.get("/internal/stats", requireOperator, stats);
app.get("/metrics", requireOperator, metrics);

app.notFound(() => problem(new Refusal("not_found")));
app.onError((error, c) => {
  const refusal = refusalOf(error, c.var.requestId);
  // Whoever asked for a socket reads a close frame, not a status.
  if (refusal.code === "overloaded" && isUpgrade(c.req.raw.headers)) {
    return refuseSocket(c, "overloaded");
  }
  return problem(refusal);
});

export { app };
