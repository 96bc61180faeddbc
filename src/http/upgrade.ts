// `GET /ws/signals` checks an upgrade and passes its socket to the hub, or rejects it with a close frame.

import { verifyAccessToken } from "../auth/access-token.ts";
import { originAllowed } from "../auth/origin.ts";
import { consume } from "../auth/rejection-rate-limit.ts";
import { isUpgrade, parseUpgrade } from "../auth/upgrade-headers.ts";
import { ERRORS, ApiError } from "../errors.ts";
import { encodeConnect, decodeRejection } from "../hub-request.ts";
import type { CloseReason } from "../protocol/close-codes.ts";
import { parseCursor } from "../protocol/cursor.ts";
import { parseFilterQuery } from "../protocol/filter.ts";
import { coloOf, hubOf, queryOf, type AppContext } from "./context.ts";
import { problem } from "./problem.ts";

/** The hub's 101, or a rejection. The hub sees a request only after every check passed. */
export async function upgrade(c: AppContext): Promise<Response> {
  const { headers } = c.req.raw;
  if (!isUpgrade(headers)) throw new ApiError("upgrade_required");
  const { settings } = c.var;
  if (!originAllowed(headers, settings.allowedOrigins)) return rejectUpgrade(c, "origin_denied");

  const query = queryOf(c);
  const { subprotocol, selectedProtocol, token } = parseUpgrade(headers, query);
  if (token === null) return rejectUpgrade(c, "unauthorized");
  const principal = await verifyAccessToken(token, settings, Date.now());
  if (!principal.ok) return rejectUpgrade(c, principal.error);

  const filter = parseFilterQuery(query);
  if (!filter.ok) return rejectUpgrade(c, "query_invalid");

  const sinceText = subprotocol === "signals.v2" ? query.get("since") : null;
  const since = sinceText === null ? null : parseCursor(sinceText);
  if (sinceText !== null && since === null) return rejectUpgrade(c, "query_invalid");

  const connectRequest = {
    ...principal.value,
    subprotocol,
    selectedProtocol,
    filter: filter.value,
    since,
    colo: coloOf(c.req.raw),
    service: settings.service,
  };
  const response = await hubOf(c).fetch(encodeConnect(connectRequest));
  const rejection = decodeRejection(response);
  return rejection === null ? response : rejectUpgrade(c, rejection);
}

/**
 * Accepts the socket in the Worker and closes it with the code and reason of the table. A browser can't read
 * the HTTP status of a failed upgrade, and the hub stays asleep. Past the rate limit the address gets plain
 * HTTP 429 instead, because a client that never answers the close would hold its socket open.
 */
export async function rejectUpgrade(c: AppContext, code: CloseReason): Promise<Response> {
  if (!(await consume(c.req.raw, c.env.REJECTED_UPGRADES))) {
    return problem(new ApiError("rate_limited"));
  }
  const { 0: client, 1: socket } = new WebSocketPair();
  socket.accept();
  socket.close(ERRORS[code].close, ERRORS[code].reason);
  // Without a subprotocol in the 101 a browser that offered one fails the handshake and never sees the close.
  const { selectedProtocol } = parseUpgrade(c.req.raw.headers, new URLSearchParams());
  return new Response(null, {
    status: 101,
    webSocket: client,
    ...(selectedProtocol && { headers: { "Sec-WebSocket-Protocol": selectedProtocol } }),
  });
}
