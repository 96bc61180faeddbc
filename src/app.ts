// The route list, in order, and the one place where errors become answers.

import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { isUpgrade } from "./access/socket-offer.ts";
import { LIMITS } from "./protocol/limits.ts";
import { Refusal } from "./refusals.ts";
import { problem, refusalOf } from "./routes/answer.ts";
import { atMost } from "./routes/body.ts";
import { requireOperator, requireProducer, requireSettings } from "./routes/checks.ts";
import { connect } from "./routes/connect.ts";
import type { AppEnv } from "./routes/context.ts";
import { drainSockets } from "./routes/drain.ts";
import { ingest } from "./routes/ingest.ts";
import { disconnectMember, grantMember, revokeMember } from "./routes/members.ts";
import { refuseSocket } from "./routes/refuse-socket.ts";
import { health, stats } from "./routes/status.ts";

const app = new Hono<AppEnv>();
const operatorBody = atMost(LIMITS.operatorBodyBytes);

app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (_, methods) =>
      problem(new Refusal("method_not_allowed"), { Allow: methods.join(", ") }),
  }),
);
app.get("/healthz", health);

app.use(requireSettings);
app.get("/ws/signals", connect);
app.post("/internal/signals", requireProducer, atMost(LIMITS.ingestBytes), ingest);
app.put("/internal/members/:user_id", requireOperator, operatorBody, grantMember);
app.delete("/internal/members/:user_id", requireOperator, revokeMember);
app.post("/internal/members/:user_id/disconnect", requireOperator, operatorBody, disconnectMember);
app.post("/internal/drain", requireOperator, operatorBody, drainSockets);
app.get("/internal/stats", requireOperator, stats);

app.notFound(() => problem(new Refusal("not_found")));
app.onError((error, c) => {
  const refusal = refusalOf(error);
  // Whoever asked for a socket reads a close frame, not a status.
  if (refusal.code === "overloaded" && isUpgrade(c.req.raw.headers)) {
    return refuseSocket(c, "overloaded");
  }
  return problem(refusal);
});

export { app };
