// What the Worker hands over of a VIP whom it let in.

import type { Handoff } from "../../src/handoff.ts";

/** In v2, without a filter and without a position, unless told otherwise. */
export function handoffOf(more: Partial<Handoff> = {}): Handoff {
  return {
    userId: "123",
    rights: { expiresAt: Date.now() + 3_600_000, issuedAt: null, vip: "unlimited" },
    dialect: "signals.v2",
    echo: "signals.v2",
    filter: {},
    location: "FRA",
    since: null,
    service: "CryptoTracker",
    ...more,
  };
}
