// A refusal as a close frame: a browser can't read the HTTP status of a failed upgrade.

import { spendRefusal } from "../access/refused-budget.ts";
import { readSocketOffer } from "../access/socket-offer.ts";
import { REFUSALS, Refusal, type CloseRefusalCode } from "../refusals.ts";
import { problem } from "./answer.ts";
import type { AppContext } from "./context.ts";

/**
 * Accepts the socket and closes it with the row's code and reason, here in the Worker: the hub sleeps on.
 * Past its budget the address gets plain HTTP 429 instead, because a peer that never answers the close
 * would hold its socket open.
 */
export async function refuseSocket(c: AppContext, code: CloseRefusalCode): Promise<Response> {
  if (!(await spendRefusal(c.req.raw, c.env.REFUSED_UPGRADES))) {
    return problem(new Refusal("rate_limited"));
  }
  const { 0: client, 1: socket } = new WebSocketPair();
  socket.accept();
  socket.close(REFUSALS[code].close, REFUSALS[code].reason);
  // A browser that offered a dialect fails the handshake if none is named, and would never see the close.
  const { echo } = readSocketOffer(c.req.raw.headers, new URLSearchParams());
  return new Response(null, {
    status: 101,
    webSocket: client,
    ...(echo && { headers: { "Sec-WebSocket-Protocol": echo } }),
  });
}
