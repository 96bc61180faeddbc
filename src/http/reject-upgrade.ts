// A refusal as a close frame: a browser can't read the HTTP status of a failed upgrade.

import { consume } from "../auth/rejection-rate-limit.ts";
import { parseUpgrade } from "../auth/upgrade-headers.ts";
import { ERRORS, ApiError, type CloseErrorCode } from "../errors.ts";
import { problem } from "./problem.ts";
import type { AppContext } from "./context.ts";

/**
 * Accepts the socket and closes it with the row's code and reason, here in the Worker: the hub sleeps on.
 * Past its budget the address gets plain HTTP 429 instead, because a peer that never answers the close
 * would hold its socket open.
 */
export async function rejectUpgrade(c: AppContext, code: CloseErrorCode): Promise<Response> {
  if (!(await consume(c.req.raw, c.env.REFUSED_UPGRADES))) {
    return problem(new ApiError("rate_limited"));
  }
  const { 0: client, 1: socket } = new WebSocketPair();
  socket.accept();
  socket.close(ERRORS[code].close, ERRORS[code].reason);
  // A browser that offered a dialect fails the handshake if none is named, and would never see the close.
  const { selectedProtocol } = parseUpgrade(c.req.raw.headers, new URLSearchParams());
  return new Response(null, {
    status: 101,
    webSocket: client,
    ...(selectedProtocol && { headers: { "Sec-WebSocket-Protocol": selectedProtocol } }),
  });
}
