// A socket's end, told once to whoever watches: counted, logged, measured.

import { logEvent } from "../../log.ts";
import type { Counters, DisconnectReason } from "./counters.ts";
import type { Analytics } from "./analytics.ts";
import type { Session } from "../../sockets/connections/session.ts";

export class DisconnectEvents {
  readonly #counters: Counters;
  readonly #analytics: Analytics;

  constructor(counters: Counters, analytics: Analytics) {
    this.#counters = counters;
    this.#analytics = analytics;
  }

  /** `code` is the close code: ours, or the client's; `null` where there was none. */
  record(session: Session, reason: DisconnectReason, code: number | null): void {
    const { connectionId, subprotocol: dialect, connectedAt: joinedAt } = session;
    const now = Date.now();
    this.#counters.add(`ended ${reason}`);
    this.#analytics.recordDisconnect(session, reason, code, now);
    const seconds = Math.max(0, Math.round((now - joinedAt) / 1_000));
    logEvent("socket.disconnected", {
      why: reason,
      code,
      connection: connectionId,
      dialect,
      seconds,
    });
  }
}
