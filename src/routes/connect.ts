// The door for clients: a ladder of checks, and the socket is the hub's.

import { verifyAccessToken } from "../access/access-token.ts";
import { edgeLocationOf } from "../access/edge-location.ts";
import { originAllowed } from "../access/origin.ts";
import { isUpgrade, readSocketOffer } from "../access/socket-offer.ts";
import { handoffRequest, readRefusedHandoff } from "../handoff.ts";
import { readFilterQuery } from "../protocol/filter.ts";
import { readPosition } from "../protocol/position.ts";
import { Refusal } from "../refusals.ts";
import { hubOf, type AppContext } from "./context.ts";
import { refuseSocket } from "./refuse-socket.ts";

export async function connect(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  if (!isUpgrade(headers)) throw new Refusal("upgrade_required");
  const { settings } = c.var;
  if (!originAllowed(headers, settings.allowedOrigins)) return refuseSocket(c, "origin_denied");

  const query = new URL(c.req.url).searchParams;
  const { dialect, echo, token } = readSocketOffer(headers, query);
  if (token === null) return refuseSocket(c, "unauthorized");
  const caller = await verifyAccessToken(token, settings, Date.now());
  if (!caller.ok) return refuseSocket(c, caller.error);

  const filter = readFilterQuery(query);
  if (!filter.ok) return refuseSocket(c, "query_invalid");

  const sinceText = dialect === "signals.v2" ? query.get("since") : null;
  const since = sinceText === null ? null : readPosition(sinceText);
  if (sinceText !== null && since === null) return refuseSocket(c, "query_invalid");

  const { service } = settings;
  const location = edgeLocationOf(c.req.raw);
  const handoff = {
    ...caller.value,
    dialect,
    echo,
    filter: filter.value,
    since,
    location,
    service,
  };
  const answer = await hubOf(c).fetch(handoffRequest(handoff));
  const refused = readRefusedHandoff(answer);
  return refused === null ? answer : refuseSocket(c, refused);
}
