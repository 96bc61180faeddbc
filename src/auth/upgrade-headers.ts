// What an upgrade request offers: a dialect, and a token in one of three places.

import { BEARER_PROTOCOL, SUBPROTOCOLS, type Subprotocol } from "../protocol/subprotocol.ts";
import { bearerToken } from "./api-keys.ts";

export interface UpgradeRequest {
  readonly subprotocol: Subprotocol;
  /** The sub-protocol to name in the answer; `null` where no dialect was offered. */
  readonly selectedProtocol: Subprotocol | null;
  /** The first token found: header, sub-protocol, query. */
  readonly token: string | null;
}

export function parseUpgrade(headers: Headers, query: URLSearchParams): UpgradeRequest {
  const offered = (headers.get("Sec-WebSocket-Protocol") ?? "")
    .split(",")
    .map((name) => name.trim());
  const selectedProtocol = SUBPROTOCOLS.find((dialect) => offered.includes(dialect)) ?? null;
  const bearer = offered.find((name) => name.startsWith(BEARER_PROTOCOL));
  return {
    subprotocol: selectedProtocol ?? "signals.v1",
    selectedProtocol,
    token: bearerToken(headers) ?? bearer?.slice(BEARER_PROTOCOL.length) ?? query.get("token"),
  };
}

/** `Upgrade` is compared without regard to case (RFC 6455 section 4.2.1). */
export function isUpgrade(headers: Headers): boolean {
  return headers.get("Upgrade")?.toLowerCase() === "websocket";
}
