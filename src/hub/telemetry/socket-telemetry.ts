// The hub's telemetry for its sockets. Each event is counted. A socket's end is also logged and written as a point.

import { logEvent } from "../../log.ts";
import type {
  DisconnectedSocket,
  DisconnectReason,
  SocketCounter,
  SocketTelemetry,
} from "../../sockets/ports/host.ts";
import type { Analytics } from "./analytics.ts";
import type { Counters } from "./counters.ts";

interface SocketTelemetryDeps {
  readonly counters: Counters;
  readonly analytics: Analytics;
}

/** Implements the sockets' telemetry over the hub's counters. */
export class HubSocketTelemetry implements SocketTelemetry {
  readonly #deps: SocketTelemetryDeps;

  constructor(deps: SocketTelemetryDeps) {
    this.#deps = deps;
  }

  count(counter: SocketCounter, by?: number): void {
    this.#deps.counters.add(counter, by);
  }

  flushStarted(messages: number): void {
    this.#deps.counters.countFlush(messages);
  }

  flushFinished(ms: number): void {
    this.#deps.counters.observeFlush(ms);
  }

  disconnected(socket: DisconnectedSocket, reason: DisconnectReason, code: number | null): void {
    const { connectionId, subprotocol, connectedAt } = socket;
    const seconds = Math.max(0, Date.now() - connectedAt) / 1_000;
    this.#deps.counters.add(`ended ${reason}`);
    this.#deps.analytics.recordDisconnect({ reason, subprotocol, connectionId, seconds, code });
    logEvent("socket.disconnected", {
      reason,
      code,
      connection: connectionId,
      subprotocol,
      seconds: Math.round(seconds),
    });
  }
}
