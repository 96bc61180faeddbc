// What the Worker hands over of a VIP whom it let in.

import type { ConnectRequest } from "../../../src/hub-request.ts";

/** In v2, without a filter and without a position, unless told otherwise. */
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
