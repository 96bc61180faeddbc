// Parses the subprotocol of an upgrade request, and the token from one of three places.

import { BEARER_PROTOCOL, SUBPROTOCOLS, type Subprotocol } from "../protocol/subprotocol.ts";
import { bearerToken } from "./api-keys.ts";

/** The parts of an upgrade request, not yet verified. */
export interface UpgradeRequest {
  readonly subprotocol: Subprotocol;
  /** `Sec-WebSocket-Protocol` of the 101, or `null` where the client offered no known subprotocol. */
  readonly selectedProtocol: Subprotocol | null;
  /** The first token of header, subprotocol and query. */
  readonly token: string | null;
}

/** Parses the headers and the query. The order of `SUBPROTOCOLS` decides between several offers. */
export function parseUpgrade(headers: Headers, query: URLSearchParams): UpgradeRequest {
  const offered = (headers.get("Sec-WebSocket-Protocol") ?? "")
    .split(",")
    .map((name) => name.trim());
  const selectedProtocol = SUBPROTOCOLS.find((name) => offered.includes(name)) ?? null;
  const bearer = offered.find((name) => name.startsWith(BEARER_PROTOCOL));
  return {
    subprotocol: selectedProtocol ?? "signals.v1",
    selectedProtocol,
    token: bearerToken(headers) ?? bearer?.slice(BEARER_PROTOCOL.length) ?? query.get("token"),
  };
}

/** Whether the request asks for a WebSocket. `Upgrade` is case-insensitive (RFC 6455 section 4.2.1). */
export function isUpgrade(headers: Headers): boolean {
  return headers.get("Upgrade")?.toLowerCase() === "websocket";
}
