// The Worker's connect request for an admitted VIP.

import type { ConnectRequest } from "../../../src/hub-request.ts";

/** In v2, without a filter or a cursor, unless `more` sets them. */
export function connectRequestWith(more: Partial<ConnectRequest> = {}): ConnectRequest {
  return {
    userId: "123",
    claims: { expiresAt: Date.now() + 3_600_000, issuedAt: null, vip: "unlimited" },
    subprotocol: "signals.v2",
    selectedProtocol: "signals.v2",
    filter: {},
    colo: "FRA",
    since: null,
    service: "CryptoTracker",
    ...more,
  };
}
