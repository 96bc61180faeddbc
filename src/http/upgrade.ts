// The door for clients: a ladder of checks, and the socket is the hub's.

import { verifyAccessToken } from "../auth/access-token.ts";
import { coloOf } from "../auth/colo.ts";
import { originAllowed } from "../auth/origin.ts";
import { isUpgrade, parseUpgrade } from "../auth/upgrade-headers.ts";
import { encodeConnect, decodeRejection } from "../hub-request.ts";
import { parseFilterQuery } from "../protocol/filter.ts";
import { parseCursor } from "../protocol/cursor.ts";
import { ApiError } from "../errors.ts";
import { hubOf, type AppContext } from "./context.ts";
import { rejectUpgrade } from "./reject-upgrade.ts";

export async function upgrade(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  if (!isUpgrade(headers)) throw new ApiError("upgrade_required");
  const { settings } = c.var;
  if (!originAllowed(headers, settings.allowedOrigins)) return rejectUpgrade(c, "origin_denied");

  const query = new URL(c.req.url).searchParams;
  const { subprotocol, selectedProtocol, token } = parseUpgrade(headers, query);
  if (token === null) return rejectUpgrade(c, "unauthorized");
  const principal = await verifyAccessToken(token, settings, Date.now());
  if (!principal.ok) return rejectUpgrade(c, principal.error);

  const filter = parseFilterQuery(query);
  if (!filter.ok) return rejectUpgrade(c, "query_invalid");

  const sinceText = subprotocol === "signals.v2" ? query.get("since") : null;
  const since = sinceText === null ? null : parseCursor(sinceText);
  if (sinceText !== null && since === null) return rejectUpgrade(c, "query_invalid");

  const { service } = settings;
  const colo = coloOf(c.req.raw);
  const connectRequest = {
    ...principal.value,
    subprotocol,
    selectedProtocol,
    filter: filter.value,
    since,
    colo,
    service,
  };
  const response = await hubOf(c).fetch(encodeConnect(connectRequest));
  const rejection = decodeRejection(response);
  return rejection === null ? response : rejectUpgrade(c, rejection);
}
